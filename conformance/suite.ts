import { createAssert, type Assert } from './assert.ts';
import type { Need } from './features.ts';
import type { Host } from './host.ts';
import type { AsyncContextNamespace } from '../lib/types.ts';

/** What a case is given: the implementation under test, its surroundings, and nothing else. */
export interface CaseContext {
  readonly AsyncContext: AsyncContextNamespace;
  readonly host: Host;
  readonly assert: Assert;
}

/** One observable behaviour of AsyncContext. */
export interface Case {
  /** The id of the area, a colon, and the title: unique, and stable enough to be listed. */
  readonly id: string;
  readonly area: Area;
  /** One sentence that says what holds. */
  readonly title: string;
  /** The section that demands it, as an absolute link. */
  readonly section: string;
  /** What the host must be able to do and the language to have; without it the case is skipped. */
  readonly needs: readonly Need[];
  readonly body: CaseBody;
}

export type CaseBody = (context: CaseContext) => unknown;

export { missingNeeds, type Need } from './features.ts';

/** A group of cases about one part of the specification. */
export interface Area {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly Case[];
}

/** Defines one case. */
export type Test = (title: string, section: string, body: CaseBody, needs?: readonly Need[]) => void;

/**
 * Collects the cases of an area.
 *
 * @param id short and stable: it starts the id of every case
 * @param title what the area is about, for tables
 * @param define called at once with the function that defines a case
 * @throws Error if two cases have the same title
 */
export function defineArea(id: string, title: string, define: (test: Test) => void): Area {
  const cases: Case[] = [];
  const area: Area = { id, title, cases };
  define((caseTitle, section, body, needs = []) => {
    const caseId = `${id}: ${caseTitle}`;
    if (cases.some((other) => other.id === caseId)) throw new Error(`two cases are named "${caseId}"`);
    cases.push({ id: caseId, area, title: caseTitle, section, needs, body });
  });
  return area;
}

/** Runs the body of a case against an implementation. */
export async function runCase(testCase: Case, AsyncContext: AsyncContextNamespace, host: Host): Promise<void> {
  await testCase.body({ AsyncContext, host, assert: createAssert() });
}
