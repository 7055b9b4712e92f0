import fc from 'fast-check';

/**
 * Random concurrent asynchronous programs as data: plain JSON, so that a failing one shrinks, prints
 * and replays. What each part does is in perform.ts and operands.ts.
 *
 * Left out, because each is a limitation that is documented and has a test of its own:
 * - more than SILENCE consecutive generations of jobs without a sign of life: a bracket ends some time;
 * - a raw thenable whose callback another mapping calls later: the continuation cannot be heard, and
 *   runs in the region of the caller;
 * - a generator resumed in another mapping than that of its creation, which leaves no trace;
 * - promises of another realm that was not patched.
 */
export type Program = readonly Flow[];

export interface Flow {
  /** Whether it runs outside every `run`, where all variables have their defaults. */
  readonly outside: boolean;
  readonly body: Steps;
}

export type Steps = readonly Step[];

export type Step =
  | { readonly kind: 'check' | 'snapshot' | 'throw' }
  /** That many consecutive awaits of what is no promise, with nothing in between. */
  | { readonly kind: 'silence'; readonly awaits: number; readonly check: boolean }
  | { readonly kind: 'await'; readonly operand: Operand }
  /** Silent stretches and awaits in turns: a long flow. */
  | { readonly kind: 'loop'; readonly times: number; readonly awaits: number; readonly operand: Operand }
  /** An async function that is called, not awaited. */
  | { readonly kind: 'detach'; readonly body: Steps }
  | {
      readonly kind: 'run';
      readonly variable: number;
      readonly value: 'new' | 'same' | 'undefined' | 'default';
      readonly awaited: boolean;
      readonly body: Steps;
    }
  /** The mapping of a snapshot: of the one taken that many snapshots ago, or of the empty mapping. */
  | {
      readonly kind: 'restore';
      readonly back: number | 'empty';
      readonly how: 'run' | 'wrap';
      readonly awaited: boolean;
      readonly body: Steps;
    }
  /** Settles a shared promise, for which other flows may wait, and puts a new one in its place. */
  | {
      readonly kind: 'settle';
      readonly slot: number;
      readonly from: Where;
      readonly to: Operand | 'rejected';
    }
  | { readonly kind: 'schedule'; readonly how: Scheduler; readonly body: Steps }
  | { readonly kind: 'for await'; readonly source: Source; readonly leave: Leave; readonly body: LoopBody }
  | {
      readonly kind: 'generator';
      readonly parts: readonly Part[];
      readonly calls: number;
      /** Whether `next` is called again before its last promise has settled. */
      readonly queued: boolean;
      readonly finish: 'return' | 'throw' | 'abandon';
      readonly operand: Operand;
    }
  | { readonly kind: 'try'; readonly how: 'catch' | 'finally'; readonly body: Steps }
  | { readonly kind: 'using'; readonly how: 'sync' | 'async'; readonly disposal: Operand; readonly body: Steps }
  /** That many runs of one body, started in one stretch: they wait for the same promises. */
  | { readonly kind: 'crowd'; readonly size: number; readonly awaited: boolean; readonly body: Steps }
  /** What code that looks at a promise without awaiting it does. */
  | { readonly kind: 'look'; readonly slot: number };

export type Where = 'here' | 'timer' | 'microtask' | 'immediate' | 'then' | 'silence' | 'event' | 'outside';

export type Scheduler =
  | 'then'
  | 'setTimeout'
  | 'setInterval'
  | 'setImmediate'
  | 'queueMicrotask'
  | 'requestAnimationFrame'
  | 'postTask'
  | 'event';

/** Something to await, to return, to resolve a promise with. */
export type Operand =
  | { readonly kind: 'value' | 'import' | 'task' }
  | { readonly kind: 'settled'; readonly rejected: boolean }
  | { readonly kind: 'timer'; readonly ms: number }
  /** A promise that any flow may settle: the one that is pending, or one that was settled already. */
  | { readonly kind: 'shared'; readonly slot: number; readonly settled: boolean }
  | { readonly kind: 'call'; readonly body: Steps; readonly result: Operand }
  | { readonly kind: 'run'; readonly variable: number; readonly body: Steps; readonly result: Operand }
  | {
      readonly kind: 'thenable';
      readonly how:
        'at once' | 'timer' | 'microtask' | 'promise' | 'silence' | 'shared' | 'throws' | 'rejects' | 'twice';
      readonly shape: 'object' | 'function' | 'getter' | 'bound';
      readonly check: boolean;
      readonly result: Operand;
    }
  | {
      readonly kind: 'subclass';
      readonly how: 'executor' | 'resolve' | 'then' | 'chained' | 'species';
      readonly operand: Operand;
    }
  /** A subclass or a promise with a method of its own, whose code awaits a promise that a native is looking at. */
  | { readonly kind: 'nosy'; readonly how: 'resolve' | 'finally'; readonly slot: number; readonly body: Steps }
  | {
      readonly kind: 'adopted';
      readonly how: 'executor' | 'later' | 'withResolvers' | 'resolve' | 'try';
      readonly operand: Operand;
    }
  | {
      readonly kind: 'chained';
      readonly method: 'then' | 'catch' | 'finally' | 'both';
      readonly operand: Operand;
      readonly check: boolean;
      readonly throws: boolean;
      readonly result: Operand;
    }
  | { readonly kind: 'combined'; readonly method: Combinator; readonly operands: readonly Operand[] };

export type Combinator = 'all' | 'allSettled' | 'any' | 'race' | 'fromAsync';

/** What `for await` goes through. */
export type Source =
  | { readonly kind: 'generator'; readonly parts: readonly Part[] }
  | { readonly kind: 'array'; readonly operands: readonly Operand[] }
  | { readonly kind: 'iterator'; readonly length: number; readonly next: 'promise' | 'result' | 'thenable' | 'async' };

export interface Leave {
  readonly how: 'end' | 'break' | 'throw';
  readonly after: number;
}

export interface LoopBody {
  readonly awaits: number;
  readonly check: boolean;
  readonly steps: Steps;
}

/** A stretch of an async generator's body, up to its `yield`. */
export interface Part {
  readonly awaits: number;
  readonly check: boolean;
  readonly operand: Operand | null;
  readonly yields: Operand;
  /** Delegates to a generator of its own, async or not, instead of yielding one value. */
  readonly delegate: 'none' | 'async' | 'sync';
}

export const VARIABLES = 3;
export const SLOTS = 3;

/** For how many consecutive silent awaits a mapping is kept, whatever the program did before. */
export const SILENCE = 16;

/** Whether awaiting the operand gives no sign of life. */
export function isSilent(operand: Operand): boolean {
  return operand.kind === 'value' || operand.kind === 'thenable';
}

/** How many generations of jobs the await of an operand takes at most before anything is heard. */
export function generations(operand: Operand): number {
  return operand.kind === 'thenable' ? ownGenerations(operand) + generations(resultOf(operand)) : 1;
}

/** What a thenable calls back with: thenables that are nested too deep end in a value. */
export function resultOf(thenable: Thenable): Operand {
  const { result } = thenable;
  return ownGenerations(thenable) + generations(result) > SILENCE / 2 ? { kind: 'value' } : result;
}

/** How many values the thenables that are made that way await before they call back. */
export const THENABLE_SILENCE = 2;

function ownGenerations({ how }: Thenable): number {
  return how === 'silence' ? 1 + THENABLE_SILENCE : 1;
}

type Thenable = Extract<Operand, { kind: 'thenable' }>;

/** What programs are drawn from: how often each kind of part comes, and how far apart its choices lie. */
interface Profile {
  readonly steps: Readonly<Partial<Record<Step['kind'], number>>>;
  readonly operands: Readonly<Partial<Record<Operand['kind'], number>>>;
  /** How many of the shared promises are used. */
  readonly slots: number;
  readonly settledFrom: readonly Where[];
  /** Whether they are settled with a plain value only. */
  readonly plainly?: boolean;
  /** The longest silent stretch. */
  readonly silence: number;
  readonly schedulers: readonly Scheduler[];
  /** How many flows there are at most. */
  readonly flows: number;
}

const ALL_OPERANDS: Profile['operands'] = {
  value: 6,
  settled: 4,
  timer: 2,
  task: 1,
  import: 0.2,
  shared: 6,
  call: 3,
  run: 2,
  thenable: 6,
  subclass: 2,
  nosy: 0.5,
  adopted: 3,
  chained: 4,
  combined: 2,
};

const EVERYWHERE: readonly Where[] = [
  ...['here', 'here', 'here', 'here', 'here', 'here'],
  ...['timer', 'microtask', 'immediate', 'then', 'silence', 'event', 'outside'],
] as Where[];

const SCHEDULERS: readonly Scheduler[] = [
  'then',
  'queueMicrotask',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'postTask',
  'event',
];

/** Everything. */
const MIXED: Profile = {
  steps: {
    check: 12,
    silence: 6,
    await: 16,
    loop: 2,
    detach: 2,
    run: 5,
    snapshot: 3,
    restore: 4,
    settle: 6,
    schedule: 3,
    'for await': 3,
    generator: 2,
    try: 2,
    throw: 0.5,
    using: 1,
    crowd: 2,
    look: 1,
  },
  operands: ALL_OPERANDS,
  slots: SLOTS,
  settledFrom: EVERYWHERE,
  silence: SILENCE,
  schedulers: SCHEDULERS,
  flows: 16,
};

/** Many contexts that await few promises, settled from jobs of yet others, next to silent awaits. */
const INTERLEAVED: Profile = {
  steps: { check: 5, silence: 9, await: 9, settle: 12, crowd: 4, run: 4, detach: 5, restore: 2 },
  operands: { ...ALL_OPERANDS, shared: 30 },
  slots: SLOTS,
  settledFrom: EVERYWHERE,
  silence: SILENCE,
  schedulers: SCHEDULERS,
  flows: 16,
};

/** Silent awaits and the jobs that call a thenable's `then`: what only brackets can place. */
const UNHEARD: Profile = {
  steps: { check: 3, silence: 14, await: 8, run: 6, restore: 4, settle: 4, detach: 4, loop: 2, look: 1 },
  operands: ALL_OPERANDS,
  slots: SLOTS,
  settledFrom: EVERYWHERE,
  silence: SILENCE,
  schedulers: SCHEDULERS,
  flows: 16,
};

/**
 * The few things that the order of jobs depends on, so close together that every short sequence of
 * them comes up: one promise, awaited here, settled there without a sound, then a silent await.
 */
const DENSE: Profile = {
  steps: { check: 1, silence: 7, await: 4, settle: 7, run: 4, schedule: 2, detach: 1, restore: 1, snapshot: 0.5 },
  operands: { shared: 10, value: 1, settled: 1, call: 1 },
  slots: 1,
  settledFrom: ['here'],
  plainly: true,
  silence: 2,
  schedulers: ['then', 'queueMicrotask'],
  flows: 4,
};

const nat = (max: number): fc.Arbitrary<number> => fc.nat({ max });
const among = <T extends string>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Mostly a handful. Sometimes more than any implementation likes to keep track of. */
const crowd = fc.oneof(
  { arbitrary: fc.integer({ min: 2, max: 6 }), weight: 30 },
  { arbitrary: fc.integer({ min: 100, max: 400 }), weight: 1 },
);

// A type, because only those have the index signature that fast-check asks for.

type Nodes = {
  readonly step: Step;
  readonly steps: Steps;
  readonly operand: Operand;
  readonly part: Part;
};

function grammar(profile: Profile): fc.Arbitrary<Steps> {
  const slot = nat(profile.slots - 1);
  // Mostly few, as far as the documented bound.
  const awaits = fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: Math.min(3, profile.silence) }), weight: 5 },
    { arbitrary: fc.integer({ min: 1, max: profile.silence }), weight: 2 },
  );
  const depth = fc.createDepthIdentifier();
  const limits = { depthIdentifier: depth, maxDepth: 5, depthSize: 'medium', withCrossShrink: true } as const;
  return fc.letrec<Nodes>((tie) => {
    const steps = tie('steps');
    const operand = tie('operand');
    const few = <T>(item: fc.Arbitrary<T>, maxLength = 3) => fc.array(item, { maxLength, depthIdentifier: depth });

    const stepKinds: Readonly<Record<Step['kind'], fc.Arbitrary<object>>> = {
      check: fc.record({}),
      snapshot: fc.record({}),
      throw: fc.record({}),
      silence: fc.record({ awaits, check: fc.boolean() }),
      await: fc.record({ operand }),
      loop: fc.record({ times: fc.integer({ min: 2, max: 20 }), awaits: nat(4), operand }),
      detach: fc.record({ body: steps }),
      run: fc.record({
        variable: nat(VARIABLES - 1),
        value: fc.oneof({ arbitrary: fc.constant('new'), weight: 5 }, among('same', 'undefined', 'default')),
        awaited: fc.boolean(),
        body: steps,
      }),
      restore: fc.record({
        back: fc.oneof<fc.Arbitrary<number | string>[]>(nat(1), nat(20), fc.constant('empty')),
        how: among('run', 'wrap'),
        awaited: fc.boolean(),
        body: steps,
      }),
      settle: fc.record({
        slot,
        from: among(...profile.settledFrom),
        to:
          profile.plainly === true
            ? fc.constant({ kind: 'value' })
            : fc.oneof(
                { arbitrary: fc.constant({ kind: 'value' }), weight: 3 },
                { arbitrary: operand, weight: 5 },
                fc.constant('rejected'),
              ),
      }),
      schedule: fc.record({ how: among(...profile.schedulers), body: steps }),
      'for await': fc.record({
        source: fc.oneof<fc.Arbitrary<object>[]>(
          fc.record({ kind: fc.constant('array'), operands: few(operand, 4) }),
          fc.record({ kind: fc.constant('generator'), parts: few(tie('part')) }),
          fc.record({
            kind: fc.constant('iterator'),
            length: nat(3),
            next: among('promise', 'result', 'thenable', 'async'),
          }),
        ),
        leave: fc.record({ how: among('end', 'end', 'break', 'throw'), after: nat(2) }),
        body: fc.record({ awaits: nat(3), check: fc.boolean(), steps }),
      }),
      generator: fc.record({
        parts: few(tie('part')),
        calls: nat(4),
        queued: fc.boolean(),
        finish: among('return', 'throw', 'abandon'),
        operand,
      }),
      try: fc.record({ how: among('catch', 'finally'), body: steps }),
      using: fc.record({ how: among('sync', 'async'), disposal: operand, body: steps }),
      crowd: fc.record({ size: crowd, awaited: fc.boolean(), body: steps }),
      look: fc.record({ slot }),
    };

    const operandKinds: Readonly<Record<Operand['kind'], fc.Arbitrary<object>>> = {
      value: fc.record({}),
      settled: fc.record({ rejected: fc.boolean() }),
      timer: fc.record({ ms: nat(2) }),
      task: fc.record({}),
      import: fc.record({}),
      shared: fc.record({ slot, settled: fc.nat(3).map((n) => n === 3) }),
      call: fc.record({ body: steps, result: operand }),
      run: fc.record({ variable: nat(VARIABLES - 1), body: steps, result: operand }),
      thenable: fc.record({
        how: among('at once', 'timer', 'microtask', 'promise', 'silence', 'shared', 'throws', 'rejects', 'twice'),
        shape: among('object', 'function', 'getter', 'bound'),
        check: fc.boolean(),
        result: operand,
      }),
      subclass: fc.record({ how: among('executor', 'resolve', 'then', 'chained', 'species'), operand }),
      nosy: fc.record({ how: among('resolve', 'finally'), slot, body: steps }),
      adopted: fc.record({ how: among('executor', 'later', 'withResolvers', 'resolve', 'try'), operand }),
      chained: fc.record({
        method: among('then', 'catch', 'finally', 'both'),
        operand,
        check: fc.boolean(),
        throws: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
        result: operand,
      }),
      combined: fc.record({ method: among('all', 'allSettled', 'any', 'race', 'fromAsync'), operands: few(operand) }),
    };

    const node = ([kind, weight, fields]: readonly [string, number, fc.Arbitrary<object>]) => ({
      arbitrary: fields.map(
        (rest) => ({ kind, ...rest }),
        (value) => {
          const { kind: itsKind, ...rest } = value as { kind: string };
          if (itsKind !== kind) throw new Error(`not a ${kind}`);
          return rest;
        },
      ),
      weight: Math.round(weight * 10),
    });
    // What is deep is drawn from the first choice more and more, so that is all that brings no steps of its own.
    const choice = (nodes: readonly (readonly [string, number, fc.Arbitrary<object>])[], leaves: readonly string[]) => {
      const leaf = nodes.filter(([kind]) => leaves.includes(kind)).map(node);
      const weight = leaf.reduce((sum, item) => sum + item.weight, 0);
      const others = nodes.filter(([kind]) => !leaves.includes(kind)).map(node);
      return fc.oneof(limits, { arbitrary: fc.oneof(...leaf), weight }, ...others);
    };
    return {
      step: choice(
        Object.entries(profile.steps).map(([kind, weight]) => [kind, weight, stepKinds[kind as Step['kind']]]),
        ['check', 'silence', 'await', 'settle', 'snapshot', 'throw', 'look'],
      ) as fc.Arbitrary<Step>,
      steps: fc.array(tie('step'), { maxLength: 5, depthIdentifier: depth }),
      operand: choice(
        Object.entries(profile.operands).map(([kind, weight]) => [kind, weight, operandKinds[kind as Operand['kind']]]),
        ['value', 'settled', 'timer', 'task', 'import', 'shared'],
      ) as fc.Arbitrary<Operand>,
      part: fc.record({
        awaits: nat(3),
        check: fc.boolean(),
        operand: fc.option(operand),
        yields: operand,
        delegate: fc.oneof({ arbitrary: fc.constant('none'), weight: 4 }, among('async', 'sync')),
      }),
    };
  }).steps;
}

function programs(profile: Profile): fc.Arbitrary<Program> {
  const body = grammar(profile);
  const flow = fc.record({
    outside: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
    // In parts, so that a long flow does not leave less depth to each of its steps.
    body: fc.array(body, { maxLength: 6, size: 'max' }).map((parts) => parts.flat()),
  });
  return fc.array(flow, { minLength: 1, maxLength: profile.flows, size: 'max' });
}

export const program: fc.Arbitrary<Program> = fc.oneof(
  { arbitrary: programs(MIXED), weight: 3 },
  { arbitrary: programs(INTERLEAVED), weight: 2 },
  { arbitrary: programs(DENSE), weight: 4 },
  { arbitrary: programs(UNHEARD), weight: 1 },
);
