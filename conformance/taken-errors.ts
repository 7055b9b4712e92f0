let takers = 0;

/** Whether the case that runs deals itself with the errors that nothing catches. */
export const areErrorsTaken = (): boolean => takers > 0;

/** Keeps errors that nothing catches from failing the case for as long as `body` takes. */
export async function takingErrors(body: () => Promise<void>): Promise<void> {
  takers++;
  try {
    await body();
  } finally {
    takers--;
  }
}
