/**
 * Random flows that leave the documented bounds behind: up to 60 silent awaits in a row, in flows
 * that settle each other's promises and call each other. Such a flow may lose its value, since nothing announces it;
 * that of another flow, or the one that a `run` around it set, it must never see.
 */
import { schedule, withResolvers, type Resolvers } from './platform.ts';
import type { Subject } from './perform.ts';

const SLOTS = 6;
const FLOWS = 6;
/** How many steps the flows of a round take together, at most. */
const BUDGET = 300;

export interface Findings {
  checks: number;
  lost: number;
  readonly wrong: string[];
}

/** @returns what was seen; the same for the same seed, but for the order in which timers fire */
export async function goBeyond(
  { AsyncContext }: Pick<Subject, 'AsyncContext'>,
  seed: number,
  rounds: number,
): Promise<Findings> {
  const variable = new AsyncContext.Variable<number>();
  const findings: Findings = { checks: 0, lost: 0, wrong: [] };
  const slots = Array.from({ length: SLOTS }, withResolvers);
  let state = seed;
  let ids = 0;
  let budget = 0;

  const random = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fff_ffff;
    return (state >> 8) % limit;
  };

  const check = (id: number | undefined, where: string): void => {
    const seen = variable.get();
    findings.checks++;
    if (seen === id) return;
    if (seen === undefined) findings.lost++;
    else findings.wrong.push(`seed ${seed}: ${seen} instead of ${String(id)} after ${where}`);
  };

  const settle = (index: number, value?: unknown): void => {
    const slot = slots[index] as Resolvers;
    slots[index] = withResolvers();
    slot.resolve(value);
  };

  const nothing = async (): Promise<void> => undefined;

  async function step(id: number | undefined, depth: number): Promise<void> {
    const many = random(60);
    switch (random(11)) {
      case 0:
        return check(id, 'nothing');
      case 1:
        for (let i = 0; i < many; i++) await i;
        return check(id, `${many} silent awaits`);
      case 2:
        await slots[random(SLOTS)]?.promise;
        return check(id, 'a promise that another flow settled');
      case 3:
        return settle(random(SLOTS), random(3) === 0 ? nothing() : many);
      case 4: {
        if (depth === 3) return;
        const inner = ++ids;
        const promise = variable.run(inner, flow, inner, depth + 1);
        if (random(2) === 0) await promise;
        return check(id, 'an inner run');
      }
      case 5:
        for (let i = 0; i < many; i++) {
          await i;
          check(id, 'one of many silent awaits');
        }
        return;
      case 6:
        for (let i = 0; i < many; i++) await nothing();
        return check(id, `${many} heard awaits`);
      case 7:
        if (depth < 3) void flow(id, depth + 1);
        return;
      case 8:
        void Promise.resolve().then(() => {
          check(id, 'then');
        });
        return;
      case 9:
        schedule.timer(() => {
          check(id, 'a timer');
          settle(random(SLOTS));
          void flow(id, 3);
        });
        return;
      default: {
        const thenable = {
          then(resolve: (value?: unknown) => void) {
            settle(random(SLOTS));
            resolve();
          },
        };
        for (let i = 0; i < many; i++) await thenable;
        return check(id, `${many} thenables`);
      }
    }
  }

  async function flow(id: number | undefined, depth: number): Promise<void> {
    for (let left = 2 + random(6); left > 0 && budget-- > 0; left--) await step(id, depth);
  }

  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      schedule.timer(() => {
        resolve();
      });
    });

  for (let round = 0; round < rounds; round++) {
    budget = BUDGET;
    for (let i = 0; i < FLOWS; i++) {
      const id = ++ids;
      void variable.run(id, flow, id, 0);
    }
    void flow(undefined, 0);
    await turn();
    for (let i = 0; i < SLOTS; i++) settle(i);
    await turn();
    await turn();
  }
  return findings;
}
