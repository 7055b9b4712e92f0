import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { runtime } from '../../scripts/runtimes.ts';
import { nodeWithSqlite } from './runtime.ts';

interface Tally {
  right: number;
  mixedUp: number;
  lost: number;
  examples: unknown[];
}

interface Report {
  requestsPerSecond: number;
  responses: Tally;
  lines: Tally;
  audit: Tally;
  comparison?: { with: number; without: number; ratio: number };
}

async function run(executable: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(executable, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [exit, out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code: exit[0] as unknown, out, err };
}

async function load(...args: string[]): Promise<{ code: unknown; report: Report }> {
  const { code, out, err } = await run(await nodeWithSqlite(), 'examples/load/load.mjs', ...args, '--json');
  if (!out.startsWith('{')) throw new Error(err);
  return { code, report: JSON.parse(out) as Report };
}

const clean = (right: number): Tally => ({ right, mixedUp: 0, lost: 0, examples: [] });

describe('the examples under load', function () {
  for (const example of ['express', 'fastify']) {
    it(`${example} gives each of 20,000 requests its own id in every response, log line and row`, async function () {
      this.timeout(300_000);
      const { code, report } = await load(example, '--compare', '2');
      const { responses, lines, audit, comparison } = report;
      expect(responses).to.deep.equal(clean(20_000));
      // Of 20,000 requests one in 50 is an invoice and a third of the rest, rounded, an export:
      // the others are orders, and both orders and invoices are audited.
      expect(audit).to.deep.equal(clean(13_467));
      // 13,067 orders of 10 lines and 400 invoices of 6, and at least 5 for each of 6,533 exports.
      expect(lines).to.deep.equal(clean(lines.right));
      expect(lines.right).to.be.above(13_067 * 10 + 400 * 6 + 6_533 * 5);
      expect(code).to.equal(0);
      const { with: withVariables = 0, without = 0, ratio = 0 } = comparison ?? {};
      console.log(
        `        ${withVariables.toFixed(0)} requests/s with the variables, ${without.toFixed(0)} with global ` +
          `variables instead: ratio ${ratio.toFixed(2)}`,
      );
    });
  }

  it('shows lines mixed up, and says so, when the variables do not follow the requests', async function () {
    this.timeout(60_000);
    const { code, report } = await load('express', '--requests', '1000', '--plain');
    expect(code).to.equal(1);
    expect(report.responses.mixedUp).to.be.above(0);
    expect(report.lines.mixedUp).to.be.above(0);
    expect(report.audit.mixedUp).to.be.above(0);
  });

  it('refuses an example that there is not', async () => {
    const { code, err } = await run(await nodeWithSqlite(), 'examples/load/load.mjs', 'koa');
    expect(code).to.equal(2);
    expect(err).to.match(/^usage: /);
  });
});

describe('an example on a Node without node:sqlite', () => {
  for (const example of ['express', 'fastify']) {
    it(`says in one line what ${example} needs and exits with 2`, async function () {
      this.timeout(60_000);
      const { code, out, err } = await run(await runtime('node20'), `examples/${example}/server.mjs`);
      expect(err).to.match(/^This example needs node:sqlite, so Node 22\.13 or newer; this is Node 20\.\d+\.\d+\.\n$/);
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
    });
  }
});
