/** The command was used wrongly: one line that says how, with a hint. Ends it with exit code 2. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** The first line of what an error says, for messages of one line. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
