// The requests of a load run and everything that each of them must leave behind.
const TENANTS = 20;

/** What request number `n` sends. One in 50 uses a worker thread, a third of the rest streams. */
export function makeRequest(n) {
  const id = `req-${n}`;
  const user = `user-${n}`;
  const tenant = `tenant-${n % TENANTS}`;
  const traceId = n.toString(16).padStart(32, '0');
  const headers = {
    'x-request-id': id,
    authorization: `Bearer ${user}@${tenant}`,
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  };
  const request = { n, id, user, tenant, traceId, kind: n % 50 === 0 ? 'invoice' : n % 3 === 0 ? 'export' : 'order' };
  if (request.kind === 'export') return { ...request, method: 'GET', path: '/orders', headers };
  headers['content-type'] = 'application/json';
  const body = JSON.stringify({ item: 'tea', quantity: 1 + (n % 9) });
  return { ...request, method: 'POST', path: request.kind === 'order' ? '/orders' : '/invoices', headers, body };
}

export const tenants = Array.from({ length: TENANTS }, (_, i) => `tenant-${i}`);

/** The lines that a request writes, by their `msg`, and how often. `rows` is how many it was sent. */
export function expectedLines({ kind }, rows) {
  const always = { request: 1, authenticated: 1, 'request completed': 1 };
  switch (kind) {
    case 'order':
      return {
        ...always,
        'stock checked': 1,
        'payment settled': 1,
        query: 2,
        'order placed': 1,
        'statistics updated': 1,
        'confirmation sent': 1,
      };
    case 'invoice':
      return { ...always, 'invoice rendered': 1, 'invoice received': 1, query: 1 };
    case 'export':
      return { ...always, query: 1, 'row sent': rows, 'export sent': 1 };
  }
}

/**
 * Whether every id in a response is the request's own: in its header, in its body, in what the
 * second server saw, in what came back from a worker. Gives the number of rows of an export.
 */
export function checkResponse({ kind, id, user, tenant, traceId }, status, headers, body) {
  if (headers['x-request-id'] !== id) return { right: false };
  if (kind === 'export') {
    const rows = body
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    return {
      right: status === 200 && rows.every((row) => row.tenant === tenant && row.exportedBy === id),
      rows: rows.length,
    };
  }
  const answer = JSON.parse(body);
  const own = answer.requestId === id && answer.user === user && answer.tenant === tenant;
  const elsewhere =
    kind === 'order'
      ? answer.stock?.requestId === id && answer.stock.traceparent.startsWith(`00-${traceId}-`)
      : answer.invoice?.requestId === id && answer.invoice.text.endsWith(` issued to ${user}`);
  return { right: status === 201 && own && elsewhere, rows: 0 };
}

/** What the audit table must have for a request, or undefined. */
export function expectedAudit({ kind }) {
  return { order: 'order placed', invoice: 'invoice issued' }[kind];
}
