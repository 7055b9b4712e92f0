import type { Platform } from './host.ts';
import type { Area } from './suite.ts';

/** Cases that an implementation cannot pass for one reason, as in the files of conformance/known. */
export interface KnownLimitation {
  /** Why, for whoever reads a report. */
  readonly reason: string;
  /** Where there is more to read about it. */
  readonly link?: string;
  /** Where the limitation exists, such as `node<24`; without it, everywhere. */
  readonly platforms?: readonly string[];
  /** The ids of the cases. */
  readonly cases: readonly string[];
}

/** What is wrong with a list of known limitations, and where in it. */
export class KnownLimitationsError extends Error {
  override readonly name = 'KnownLimitationsError';
}

const keys = ['reason', 'link', 'platforms', 'cases'];

/**
 * Checks a list of known limitations.
 *
 * @param value the list, as it came out of JSON.parse
 * @throws KnownLimitationsError if it is not one
 */
export function parseKnownLimitations(value: unknown): readonly KnownLimitation[] {
  if (!Array.isArray(value)) throw new KnownLimitationsError('is not a list of limitations');
  value.forEach((entry: unknown, index) => {
    checkEntry(entry, `entry ${index + 1}`);
  });
  return value as readonly KnownLimitation[];
}

function checkEntry(entry: unknown, where: string): void {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new KnownLimitationsError(`${where} is not an object`);
  }
  const { reason, link, platforms, cases } = entry as Record<string, unknown>;
  for (const key of Object.keys(entry)) {
    if (!keys.includes(key)) throw new KnownLimitationsError(`${where} has an unknown member "${key}"`);
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new KnownLimitationsError(`${where}: "reason" must be a text`);
  }
  if (link !== undefined && !(typeof link === 'string' && URL.canParse(link))) {
    throw new KnownLimitationsError(`${where}: "link" must be an absolute URL`);
  }
  checkTexts(cases, `${where}: "cases" must be a list of case ids`);
  if (platforms === undefined) return;
  checkTexts(platforms, `${where}: "platforms" must be a list of conditions such as "node<24"`);
  for (const platform of platforms) {
    if (parseCondition(platform) === undefined) {
      throw new KnownLimitationsError(
        `${where}: "${platform}" is no condition on a platform; write it like "bun", "node<24" or "node without async-context-frame"`,
      );
    }
  }
}

function checkTexts(list: unknown, message: string): asserts list is string[] {
  if (!Array.isArray(list) || list.length === 0 || !list.every((text) => typeof text === 'string' && text !== '')) {
    throw new KnownLimitationsError(message);
  }
  const repeated = (list as string[]).find((text, index) => list.indexOf(text) !== index);
  if (repeated !== undefined) throw new KnownLimitationsError(`${message}, each once: "${repeated}" is there twice`);
}

/** The limitation that applies to each case id on a platform. Where two do, the first counts. */
export function knownOn(platform: Platform, known: readonly KnownLimitation[]): ReadonlyMap<string, KnownLimitation> {
  const byCase = new Map<string, KnownLimitation>();
  for (const limitation of known) {
    if (limitation.platforms !== undefined && !limitation.platforms.some((text) => holds(text, platform))) continue;
    for (const id of limitation.cases) if (!byCase.has(id)) byCase.set(id, limitation);
  }
  return byCase;
}

/** The case ids of a list that no area has, whatever platform they are listed for. */
export function unknownCases(known: readonly KnownLimitation[], areas: readonly Area[]): string[] {
  const ids = new Set(areas.flatMap((area) => area.cases.map((testCase) => testCase.id)));
  return [...new Set(known.flatMap((limitation) => limitation.cases))].filter((id) => !ids.has(id));
}

interface Condition {
  readonly runtime: string;
  readonly operator: string | undefined;
  readonly version: readonly number[];
  readonly presence: string | undefined;
  readonly feature: string | undefined;
}

const conditionPattern = /^([a-z]+)(?:(<=|>=|<|>|=)(\d+(?:\.\d+)*))?(?: (with|without) ([a-z-]+))?$/;

function parseCondition(text: string): Condition | undefined {
  const match = conditionPattern.exec(text);
  if (match === null) return undefined;
  const [, runtime = '', operator, version = '', presence, feature] = match;
  return { runtime, operator, version: version.split('.').map(Number), presence, feature };
}

function holds(text: string, platform: Platform): boolean {
  const condition = parseCondition(text);
  if (condition?.runtime !== platform.runtime) return false;
  const { operator, version, presence, feature } = condition;
  if (feature !== undefined && platform.features.includes(feature) !== (presence === 'with')) return false;
  if (operator === undefined) return true;
  const order = compareVersions(platform.version, version);
  if (order === 0) return operator.includes('=');
  return operator.includes(order < 0 ? '<' : '>');
}

/** As precisely as `wanted` is given: 22.5.1 equals 22. */
function compareVersions(actual: string, wanted: readonly number[]): number {
  const parts = actual.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, part] of wanted.entries()) {
    const difference = (parts[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}
