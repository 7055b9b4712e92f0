import { randomBytes, randomUUID } from 'node:crypto';
import { Variable } from 'asynccontext-polyfill';

// What is true for everything that one request causes. Any module may import these and ask; no
// function has to pass them on.
export const requestId = new Variable({ name: 'requestId' });
export const user = new Variable({ name: 'user' });
export const tenant = new Variable({ name: 'tenant' });
export const span = new Variable({ name: 'span' });

/** The request's own id if it is fit to be logged and sent on, else a new one. */
export function requestIdFrom(headers) {
  const sent = headers['x-request-id'];
  return /^[\w.-]{1,64}$/.test(sent ?? '') ? sent : randomUUID();
}

/** Calls `next` as part of the request `id`, in the caller's trace if it sent a `traceparent`. */
export function runAsRequest(id, headers, next) {
  const traceId = /^00-([0-9a-f]{32})-/.exec(headers.traceparent ?? '')?.[1] ?? randomBytes(16).toString('hex');
  requestId.run(id, () => span.run({ traceId, spanId: newSpanId() }, () => next()));
}

/** Calls `next` on behalf of someone. `next` is called without arguments: to frameworks they are errors. */
export function runAs(who, next) {
  user.run(who.user, () => tenant.run(who.tenant, () => next()));
}

/** Calls `fn` as a part of the current span with a span id of its own. */
export function inNewSpan(fn) {
  return span.run({ ...span.get(), spanId: newSpanId() }, fn);
}

function newSpanId() {
  return randomBytes(8).toString('hex');
}

/** The variables that go into log lines and to worker threads, as a plain object that can be cloned. */
export function contextValues() {
  return { requestId: requestId.get(), user: user.get(), tenant: tenant.get(), span: span.get() };
}

/** The other half of `contextValues`: calls `fn` with those values, in whatever thread. */
export function runWithContextValues(values, fn) {
  return requestId.run(values.requestId, () =>
    user.run(values.user, () => tenant.run(values.tenant, () => span.run(values.span, fn))),
  );
}
