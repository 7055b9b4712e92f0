import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describeStacks, documentedStacks, stackProgram, stackScript, type Stacks } from '../support/async-stacks.ts';

const run = promisify(execFile);
const load = `await import(${JSON.stringify(`file://${resolve('.build/polyfill/auto.web.js')}`)});`;

async function evaluate(source: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source]);
  return stdout.trim();
}

describe('the stack of an error, in Node', () => {
  it('is what docs/async-stacks.md says, without the library and with it', async () => {
    const collect = async (preparation: string, start: string): Promise<Stacks> => {
      const source = `
        import { runInThisContext } from 'node:vm';
        ${preparation}
        runInThisContext(${JSON.stringify(stackScript)}, { filename: ${JSON.stringify(stackProgram)} });
        console.log(JSON.stringify(await collectStacks(${start})));`;
      return JSON.parse(await evaluate(source)) as Stacks;
    };
    const bare = await collect('', '(program) => program()');
    const inRun = await collect(load, '(program) => new AsyncContext.Variable().run(1, program)');
    expect(describeStacks(bare, inRun)).to.equal(documentedStacks('v8'));
  });
});

describe('the async stack that V8 shows in its developer tools', () => {
  it('reaches across an await with the library, too', async () => {
    const source = (preparation: string, start: string) => `
      import inspector from 'node:inspector';
      const session = new inspector.Session();
      session.connect();
      session.post('Debugger.enable');
      session.post('Debugger.setAsyncCallStackDepth', { maxDepth: 32 });
      session.post('Runtime.enable');
      const stacks = [];
      session.on('Runtime.consoleAPICalled', ({ params: { stackTrace } }) => {
        const functions = [];
        for (let part = stackTrace; part; part = part.parent) {
          if (part.description) functions.push(part.description);
          functions.push(...part.callFrames.map(({ functionName }) => functionName));
        }
        stacks.push(functions);
      });
      ${preparation}
      const tick = () => new Promise((resolve) => { setTimeout(resolve, 0); });
      async function inner() { await tick(); console.trace(); }
      async function middle() { await inner(); }
      async function outer() { await middle(); }
      await (${start});
      session.disconnect();
      console.log(JSON.stringify(stacks));`;
    const expected = ['inner', 'await', 'middle', 'outer'];
    for (const text of [
      await evaluate(source('', 'outer()')),
      await evaluate(source(load, 'new AsyncContext.Variable().run(1, outer)')),
    ]) {
      const [stack] = JSON.parse(text.split('\n').at(-1) ?? '') as [string[]];
      expect(stack.slice(0, expected.length)).to.deep.equal(expected);
    }
  });
});
