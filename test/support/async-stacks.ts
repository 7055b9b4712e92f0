import { readFileSync } from 'node:fs';

/** Where an error is made, each a script of its own that defines `outer`. `tick` is a promise of a later task. */
const programs: Readonly<Record<string, string>> = {
  'in an async function, after it awaited a promise': `
    async function inner() { await tick(); throw new Error(); }
    async function middle() { await inner(); }
    async function outer() { await middle(); }`,
  'in an async function, after it awaited another value': `
    async function inner() { await 0; throw new Error(); }
    async function middle() { await inner(); }
    async function outer() { await middle(); }`,
  'in an async function that Promise.all waits for': `
    async function inner() { await tick(); throw new Error(); }
    async function middle() { await Promise.all([inner()]); }
    async function outer() { await middle(); }`,
  'in an async generator': `
    async function* inner() { await tick(); throw new Error(); }
    async function middle() { for await (const value of inner()); }
    async function outer() { await middle(); }`,
  'in a handler of then': `
    function inner() { return tick().then(function handler() { throw new Error(); }); }
    async function middle() { await inner(); }
    async function outer() { await middle(); }`,
  'in the callback of a timer': `
    function inner() {
      return new Promise((resolve, reject) => {
        setTimeout(function callback() { reject(new Error()); }, 0);
      });
    }
    async function outer() { await inner(); }`,
  'before the first await': `
    async function inner() { throw new Error(); }
    async function middle() { await inner(); }
    async function outer() { await middle(); }`,
};

/** The file that the programs are in, as stacks name it. */
export const stackProgram = 'program.js';

/** A script that defines `collectStacks`, which resolves to the stack of each program’s error. */
export const stackScript = `
  var collectStacks = (() => {
    const tick = () => new Promise((resolve) => { setTimeout(resolve, 0); });
    const programs = {
      ${Object.entries(programs)
        .map(([name, source]) => `${JSON.stringify(name)}: (() => { ${source}\nreturn outer; })(),`)
        .join('\n')}
    };
    return async (run) => {
      const stacks = {};
      for (const [name, program] of Object.entries(programs)) {
        try {
          await run(program);
        } catch (error) {
          stacks[name] = error.stack;
        }
      }
      return stacks;
    };
  })();`;

export type Stacks = Readonly<Record<string, string>>;

/** The functions of a stack, innermost first, down to the program’s `outer`; several of the library are one. */
function frames(stack: string): string {
  const names: string[] = [];
  for (const line of stack.split('\n').map((text) => text.trim())) {
    const [, v8] = /^at (.+)$/.exec(line) ?? [];
    const [, name = '', place = ''] =
      (v8 === undefined ? /^(.*?)@(.*)$/ : /^(.+?) \((.*)\)$/).exec(v8 ?? line) ??
      (v8 === undefined ? [] : ['', '', v8]);
    if (place === '' || place.startsWith('node:')) continue;
    const isOurs = !place.includes(stackProgram) && !place.startsWith('index ');
    const shown = isOurs ? '(library)' : name.replace(/^Timeout\.| \[as .*\]$/g, '');
    // WebKit tells of an async function and of its body.
    if (shown !== names.at(-1)) names.push(shown);
    if (/\bouter$/.test(name)) break;
  }
  return names.join(' < ');
}

/** The stacks as the documentation shows them. */
export function describeStacks(bare: Stacks, inRun: Stacks): string {
  return Object.keys(programs)
    .map((name) => `${name}\n  without  ${frames(bare[name] ?? '')}\n  with     ${frames(inRun[name] ?? '')}\n`)
    .join('');
}

/** The documentation’s account of one engine. */
export function documentedStacks(engine: string): string {
  const text = readFileSync('docs/async-stacks.md', 'utf8');
  const [, account] = new RegExp(`<!-- ${engine} -->\n\n\`\`\`text\n(.*?)\`\`\``, 's').exec(text) ?? [];
  return account ?? '';
}
