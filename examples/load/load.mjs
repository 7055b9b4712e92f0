// Drives an example with many requests at once, each with an id, user, tenant and trace of its
// own, and holds every response, every log line and every row of the audit table against them.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { checkResponse, expectedAudit, expectedLines, makeRequest, tenants } from './requests.mjs';
import { startServer } from './server.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '100' },
    plain: { type: 'boolean', default: false },
    compare: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const [example] = positionals;
if (example !== 'express' && example !== 'fastify') {
  console.error('usage: node examples/load/load.mjs express|fastify [--requests 20000] [--connections 100]');
  console.error('         [--plain]      without the variables: plain global ones in their place');
  console.error('         [--compare N]  N more runs each with and without the variables, in turns');
  process.exit(2);
}
const connections = Number(options.connections);

/** Sends `amount` requests, calls `onResponse` for each response, and gives the requests per second. */
async function drive(url, amount, onResponse = () => {}) {
  let sent = 0;
  const started = performance.now();
  // autocannon itself ends at its next full second.
  let ended = started;
  const result = await autocannon({
    url,
    connections,
    amount,
    timeout: 60,
    requests: [
      {
        setupRequest(defaults, context) {
          context.request = makeRequest(sent++);
          const { method, path, headers, body } = context.request;
          return { ...defaults, method, path, headers, body };
        },
        onResponse(status, body, context, headers) {
          ended = performance.now();
          onResponse(context.request, status, headers, body);
        },
      },
    ],
  });
  if (result.errors > 0) throw new Error(`${result.errors} requests failed to get through`);
  return amount / ((ended - started) / 1000);
}

/** Right, mixed up (with another request's id or user) and lost (never seen, or with no id at all). */
class Tally {
  right = 0;
  mixedUp = 0;
  lost = 0;
  #examples = [];

  mix(example) {
    this.mixedUp++;
    if (this.#examples.length < 3) this.#examples.push(example);
  }

  lose(example, count = 1) {
    this.lost += count;
    if (this.#examples.length < 3) this.#examples.push(example);
  }

  get examples() {
    return this.#examples;
  }
}

async function checkedRun(amount, plain) {
  const folder = await mkdtemp(join(tmpdir(), 'asynccontext-load-'));
  try {
    const logFile = join(folder, 'log.ndjson');
    const server = await startServer(example, { logFile, plain });
    const responses = new Tally();
    const audit = new Tally();
    const requests = new Map();
    let requestsPerSecond;
    try {
      requestsPerSecond = await drive(server.url, amount, (request, status, headers, body) => {
        const { right, rows } = checkResponse(request, status, headers, body);
        if (right) responses.right++;
        else responses.mix({ sent: request.id, status, body });
        requests.set(request.id, { request, rows: rows ?? 0, counts: {} });
      });
      for (let n = 0; n < amount; n++) {
        const { id } = makeRequest(n);
        if (!requests.has(id)) responses.lose({ sent: id });
      }
      await checkAudit(server.url, requests, audit);
    } finally {
      await server.stop();
    }
    const lines = await checkLines(logFile, requests);
    return { requestsPerSecond, responses, lines, audit };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checkAudit(url, requests, audit) {
  const missing = new Set();
  for (const { request } of requests.values()) if (expectedAudit(request)) missing.add(request.id);
  for (const tenant of tenants) {
    const headers = { authorization: `Bearer auditor@${tenant}`, 'x-request-id': `audit-${tenant}` };
    const rows = await (await fetch(`${url}/audit`, { headers })).json();
    for (const row of rows) {
      const request = requests.get(row.requestId)?.request;
      const own = request?.tenant === tenant && request.user === row.user && expectedAudit(request) === row.action;
      // A second row for one request would be another request's that was written under its id.
      if (own && missing.delete(row.requestId)) audit.right++;
      else audit.mix(row);
    }
  }
  for (const id of missing) audit.lose({ missing: id });
}

async function checkLines(logFile, requests) {
  const lines = new Tally();
  for await (const text of createInterface(createReadStream(logFile))) {
    const line = JSON.parse(text);
    if (line.msg === 'shutting down' || line.requestId?.startsWith('audit-')) continue;
    if (line.msg.startsWith('Server listening')) continue;
    const entry = requests.get(line.requestId);
    if (entry === undefined) {
      lines.lose(line);
      continue;
    }
    const { request, counts } = entry;
    // Who is calling is not known yet when a request comes in.
    const known = line.msg !== 'request';
    const own =
      line.traceId === request.traceId &&
      line.user === (known ? request.user : undefined) &&
      line.tenant === (known ? request.tenant : undefined);
    if (own) counts[line.msg] = (counts[line.msg] ?? 0) + 1;
    else lines.mix(line);
  }
  // Each request's lines, counted one by one: a line under another request's id is one too many
  // there and one too few here.
  for (const { request, rows, counts } of requests.values()) {
    const expected = expectedLines(request, rows);
    for (const msg of new Set([...Object.keys(expected), ...Object.keys(counts)])) {
      const wanted = expected[msg] ?? 0;
      const found = counts[msg] ?? 0;
      lines.right += Math.min(found, wanted);
      for (let i = wanted; i < found; i++) lines.mix({ requestId: request.id, msg, found, wanted });
      if (found < wanted) lines.lose({ requestId: request.id, msg, found, wanted }, wanted - found);
    }
  }
  return lines;
}

/** Requests per second of a fresh server that has warmed up. */
async function timedRun(amount, plain) {
  const folder = await mkdtemp(join(tmpdir(), 'asynccontext-load-'));
  try {
    const server = await startServer(example, { logFile: join(folder, 'log.ndjson'), plain });
    try {
      await drive(server.url, 500);
      return await drive(server.url, amount);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const amount = Number(options.requests);
const checked = await checkedRun(amount, options.plain);
let comparison;
const rounds = Number(options.compare);
if (rounds > 0) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    // In turns, and each first as often as second, so that a machine that slows down slows both.
    const order = round % 2 === 0 ? [false, true] : [true, false];
    const run = {};
    for (const plain of order) run[plain ? 'without' : 'with'] = await timedRun(2_500, plain);
    runs.push(run);
  }
  comparison = {
    with: median(runs.map((run) => run.with)),
    without: median(runs.map((run) => run.without)),
    ratio: median(runs.map((run) => run.with / run.without)),
  };
}

const { responses, lines, audit, requestsPerSecond } = checked;
if (options.json) {
  const tally = ({ right, mixedUp, lost, examples }) => ({ right, mixedUp, lost, examples });
  console.log(
    JSON.stringify({
      requests: amount,
      requestsPerSecond,
      responses: tally(responses),
      lines: tally(lines),
      audit: tally(audit),
      comparison,
    }),
  );
} else {
  const how = options.plain ? ', plain variables' : '';
  const rate = requestsPerSecond.toFixed(0);
  console.log(`${example}, Node ${process.versions.node}${how}: ${amount} requests over ${connections} connections`);
  for (const [name, tally] of Object.entries({ responses, 'log lines': lines, 'audit rows': audit })) {
    console.log(`  ${name}: ${tally.right} right, ${tally.mixedUp} mixed up, ${tally.lost} lost`);
    for (const example of tally.examples) console.log(`    for example ${JSON.stringify(example)}`);
  }
  console.log(`  ${rate} requests/s while checked`);
  if (comparison !== undefined) {
    const { with: withVariables, without, ratio } = comparison;
    console.log(
      `  ${withVariables.toFixed(0)} requests/s with the variables, ${without.toFixed(0)} without: ratio ${ratio.toFixed(2)}`,
    );
  }
}
process.exitCode = [responses, lines, audit].every(({ mixedUp, lost }) => mixedUp + lost === 0) ? 0 : 1;
