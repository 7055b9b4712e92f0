import { expect } from 'chai';
import { knownLimitations } from '../../conformance/known/index.ts';
import {
  knownOn,
  KnownLimitationsError,
  parseKnownLimitations,
  unknownCases,
  type KnownLimitation,
} from '../../conformance/known.ts';
import { languageAreas } from '../../conformance/language/index.ts';
import { webAreas } from '../../conformance/web/index.ts';
import type { Platform } from '../../conformance/host.ts';
import { areaOf } from './fixtures/area.ts';

const entry = { reason: 'the engine has no hook', cases: ['a: first'] };

describe('lists of known limitations', () => {
  it('are accepted with a reason, a link, platforms and cases', () => {
    const list = [{ ...entry, link: 'https://example.com/', platforms: ['bun', 'node<24', 'node>=22.1.3'] }, entry];
    expect(parseKnownLimitations(list)).to.equal(list);
  });

  const refusals: readonly (readonly [what: string, value: unknown, message: string])[] = [
    ['an object', {}, 'is not a list of limitations'],
    ['null', null, 'is not a list of limitations'],
    ['an entry that is a text', ['a: first'], 'entry 1 is not an object'],
    ['an entry that is a list', [entry, []], 'entry 2 is not an object'],
    ['an unknown member', [{ ...entry, platform: ['bun'] }], 'entry 1 has an unknown member "platform"'],
    ['no reason', [{ cases: ['a: first'] }], 'entry 1: "reason" must be a text'],
    ['an empty reason', [{ ...entry, reason: ' ' }], 'entry 1: "reason" must be a text'],
    ['a link that is no URL', [{ ...entry, link: 'README.md' }], 'entry 1: "link" must be an absolute URL'],
    ['no cases', [{ reason: 'why' }], 'entry 1: "cases" must be a list of case ids'],
    ['an empty list of cases', [{ ...entry, cases: [] }], 'entry 1: "cases" must be a list of case ids'],
    ['a case that is no text', [{ ...entry, cases: [1] }], 'entry 1: "cases" must be a list of case ids'],
    [
      'a case twice',
      [{ ...entry, cases: ['a: b', 'a: b'] }],
      'entry 1: "cases" must be a list of case ids, each once: "a: b" is there twice',
    ],
    [
      'platforms that are a text',
      [{ ...entry, platforms: 'bun' }],
      'entry 1: "platforms" must be a list of conditions such as "node<24"',
    ],
    ...['Node', 'node <24', 'node<', 'node==24', 'node<24.x', 'node with', 'node 24'].map(
      (condition) =>
        [
          `the condition "${condition}"`,
          [{ ...entry, platforms: [condition] }],
          `entry 1: "${condition}" is no condition on a platform; write it like "bun", "node<24" or "node without async-context-frame"`,
        ] as const,
    ),
  ];
  for (const [what, value, message] of refusals) {
    it(`are refused with ${what}`, () => {
      expect(() => parseKnownLimitations(value)).to.throw(KnownLimitationsError, message);
    });
  }

  const node22: Platform = { runtime: 'node', version: '22.5.1', features: [] };
  const node24: Platform = { runtime: 'node', version: '24.0.0', features: ['async-context-frame'] };
  const bun: Platform = { runtime: 'bun', version: '1.4.5', features: [] };
  const conditions: readonly (readonly [condition: string, ...platforms: Platform[]])[] = [
    ['node', node22, node24],
    ['bun', bun],
    ['deno'],
    ['node<24', node22],
    ['node<=22', node22],
    ['node<22.5'],
    ['node<=22.5', node22],
    ['node<22.5.2', node22],
    ['node>22', node24],
    ['node>=22', node22, node24],
    ['node>22.5.0', node22, node24],
    ['node=22', node22],
    ['node=22.5.1', node22],
    ['node=2'],
    ['bun<1.10', bun],
    ['node with async-context-frame', node24],
    ['node without async-context-frame', node22],
    ['node>=24 with async-context-frame', node24],
    ['node<24 with async-context-frame'],
  ];
  for (const [condition, ...expected] of conditions) {
    it(`apply with the condition "${condition}" where it holds`, () => {
      const applies = (platform: Platform) => knownOn(platform, [{ ...entry, platforms: [condition] }]).has('a: first');
      expect([node22, node24, bun].filter(applies)).to.deep.equal(expected);
    });
  }

  it('apply where one of several conditions holds, and everywhere without any', () => {
    const either = { ...entry, platforms: ['deno', 'bun'] };
    expect(knownOn(bun, [either]).get('a: first')).to.equal(either);
    expect(knownOn(node24, [either]).size).to.equal(0);
    expect(knownOn(node24, [entry]).get('a: first')).to.equal(entry);
  });

  it('give a case the first reason that applies', () => {
    const elsewhere = { ...entry, reason: 'elsewhere', platforms: ['deno'] };
    const second = { ...entry, reason: 'second' };
    expect(knownOn(bun, [elsewhere, entry, second]).get('a: first')).to.equal(entry);
  });

  it('are searched for cases that do not exist, also for other platforms', () => {
    const areas = [areaOf('a', { first: () => undefined })];
    const list: KnownLimitation[] = [
      entry,
      { ...entry, platforms: ['deno'], cases: ['a: first', 'a: gone', 'b: never'] },
    ];
    expect(unknownCases(list, areas)).to.deep.equal(['a: gone', 'b: never']);
  });

  for (const [backend, list] of Object.entries(knownLimitations)) {
    it(`of the ${backend} backend name cases that exist`, () => {
      expect(unknownCases(list, [...languageAreas, ...webAreas])).to.deep.equal([]);
    });
  }
});
