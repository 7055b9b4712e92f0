import type { Operand, Part, Program, Source, Step, Steps } from './program.ts';

/** A program as code, with remarks behind the parts that they are about. */
export function print(program: Program, remarks: ReadonlyMap<object, readonly string[]> = new Map()): string {
  const noted = (node: object): string => {
    const texts = remarks.get(node);
    return texts === undefined ? '' : ` /* <-- ${texts.join('; ')} */`;
  };
  const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

  const block = (steps: Steps, result?: Operand): string => {
    const lines = steps.map(step);
    if (result !== undefined) lines.push(`return ${operand(result)};`);
    return (lines.length === 0 ? '{}' : `{\n${indent(lines.join('\n'))}\n}`) + noted(steps);
  };
  const fn = (steps: Steps, result?: Operand): string => `async () => ${block(steps, result)}`;
  const list = (items: readonly Operand[]): string => `[${items.map(operand).join(', ')}]`;

  function operand(node: Operand): string {
    return `${bareOperand(node)}${noted(node)}`;
  }

  function bareOperand(node: Operand): string {
    switch (node.kind) {
      case 'value':
        return 'value';
      case 'import':
        return 'import(module)';
      case 'task':
        return 'immediate()';
      case 'settled':
        return node.rejected ? 'Promise.reject()' : 'Promise.resolve()';
      case 'timer':
        return `timer(${node.ms})`;
      case 'shared':
        return `${node.settled ? 'settled' : 'shared'}[${node.slot}]`;
      case 'call':
        return `(${fn(node.body, node.result)})()`;
      case 'run':
        return `v${node.variable}.run(new, ${fn(node.body, node.result)})`;
      case 'thenable':
        return `thenable('${node.how}', '${node.shape}', ${node.check ? 'check, ' : ''}${operand(node.result)})`;
      case 'subclass':
        return `subclass('${node.how}', ${operand(node.operand)})`;
      case 'nosy':
        return `nosy('${node.how}', shared[${node.slot}], ${fn(node.body)})`;
      case 'adopted':
        return `promise('${node.how}', ${operand(node.operand)})`;
      case 'chained': {
        const statements = [node.check ? 'check();' : '', node.throws ? 'throw;' : `return ${operand(node.result)};`];
        const handler = `() => { ${statements.filter(Boolean).join(' ')} }`;
        const handlers = node.method === 'both' ? `then(${handler}, the same)` : `${node.method}(${handler})`;
        return `Promise.resolve(${operand(node.operand)}).${handlers}`;
      }
      case 'combined':
        return `${node.method === 'fromAsync' ? 'Array' : 'Promise'}.${node.method}(${list(node.operands)})`;
    }
  }

  const silence = (awaits: number): string => (awaits === 0 ? '' : `await value × ${awaits}; `);

  function part(node: Part): string {
    const check = node.check ? 'check(); ' : '';
    const awaited = node.operand === null ? '' : `await ${operand(node.operand)}; `;
    const delegate = node.delegate === 'none' ? '' : `* ${node.delegate}:`;
    return `${silence(node.awaits)}${check}${awaited}yield${delegate} ${operand(node.yields)}; ${check}${noted(node)}`;
  }

  const parts = (nodes: readonly Part[]): string =>
    `(async function* () {\n${indent(nodes.map(part).join('\n'))}\n})()${noted(nodes)}`;

  function source(node: Source): string {
    if (node.kind === 'generator') return parts(node.parts) + noted(node);
    if (node.kind === 'array') return list(node.operands) + noted(node);
    return `iterator('${node.next}', ${node.length})${noted(node)}`;
  }

  function step(node: Step): string {
    return `${bareStep(node)}${noted(node)}`;
  }

  function bareStep(node: Step): string {
    switch (node.kind) {
      case 'check':
        return 'check();';
      case 'snapshot':
        return 'snapshots.push(new Snapshot());';
      case 'throw':
        return 'throw;';
      case 'silence':
        return `await value × ${node.awaits};${node.check ? ' check();' : ''}`;
      case 'await':
        return `await ${operand(node.operand)};`;
      case 'loop':
        return `repeat(${node.times}) { check(); ${silence(node.awaits)}await ${operand(node.operand)}; }`;
      case 'detach':
        return `(${fn(node.body)})();`;
      case 'run':
        return `${node.awaited ? 'await ' : ''}v${node.variable}.run(${node.value}, ${fn(node.body)});`;
      case 'restore': {
        const snapshot = node.back === 'empty' ? 'emptySnapshot' : `snapshots.at(${-1 - node.back})`;
        return `${node.awaited ? 'await ' : ''}${snapshot}.${node.how}(${fn(node.body)});`;
      }
      case 'settle': {
        const settle = node.to === 'rejected' ? 'reject()' : `resolve(${operand(node.to)})`;
        const call = `shared[${node.slot}].${settle};`;
        return node.from === 'here' ? call : `${node.from}(() => { ${call} });`;
      }
      case 'schedule':
        return `${node.how}(${fn(node.body)});`;
      case 'for await': {
        const { awaits, check, steps } = node.body;
        const leave = node.leave.how === 'end' ? '' : ` // ${node.leave.how} after ${node.leave.after}`;
        const head = `${silence(awaits)}${check ? 'check(); ' : ''}`;
        const call = steps.length === 0 ? '' : `await (${fn(steps)})();`;
        return `for await (const item of ${source(node.source)}) {${leave}\n${indent(head + call)}\n} check();`;
      }
      case 'generator': {
        const finish = node.finish === 'return' ? `return(${operand(node.operand)})` : node.finish;
        const calls = `next() × ${node.calls}${node.queued ? ' queued' : ''}, ${finish}`;
        return `generator = ${parts(node.parts)}; // ${calls}, await all, check`;
      }
      case 'try':
        return node.how === 'catch'
          ? `try { await (${fn(node.body)})(); throw; } catch { check(); }`
          : `try { await (${fn(node.body)})(); } finally { check(); }`;
      case 'using': {
        const keyword = node.how === 'sync' ? 'using' : 'await using';
        return `{ ${keyword} resource = { dispose() { check(); return ${operand(node.disposal)}; } }; await (${fn(node.body)})(); } check();`;
      }
      case 'crowd':
        return `${node.awaited ? 'await all of ' : ''}repeat(${node.size}) v0.run(new, ${fn(node.body)});`;
      case 'look':
        return `shared[${node.slot}].constructor;`;
    }
  }

  const flows = program.map(({ outside, body }, i) =>
    outside ? `outside(${fn(body)});` : `v${i % 3}.run(new, ${fn(body)});`,
  );
  return flows.join('\n') + noted(program);
}
