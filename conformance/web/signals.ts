import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';

const section = webIntegration('events');
const needs = ['api AbortSignal.timeout'] as const;

export default defineArea('signals', 'AbortSignal', (test) => {
  defineEventCases(test, {
    event: 'the abort of a timeout',
    cause: 'AbortSignal.timeout',
    type: 'abort',
    section,
    needs,
    create: () => AbortSignal.timeout(5),
  });

  test(
    'abort of a controller runs listeners in its own mapping, at once',
    webIntegration('events'),
    ({ AsyncContext, assert }) => {
      const { variable, seen, note, register, cause } = createFlows(AsyncContext);
      const controller = cause(() => new AbortController());
      register(() => {
        controller.signal.addEventListener('abort', note);
        controller.signal.onabort = note;
      });
      variable.run('aborted', () => {
        controller.abort();
      });
      assert.sameList(seen, ['aborted', 'aborted']);
    },
    ['api AbortController'],
  );

  test(
    'a signal that follows several runs listeners in the mapping of the abort that it follows',
    section,
    ({ AsyncContext, assert }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const controller = new AbortController();
      const signal = variable.run('any', () => AbortSignal.any([controller.signal, AbortSignal.timeout(60_000)]));
      signal.onabort = note;
      variable.run('aborted', () => {
        controller.abort();
      });
      assert.sameList(seen, ['aborted']);
    },
    ['api AbortSignal.any', 'api AbortSignal.timeout'],
  );

  test(
    'AbortSignal.timeout throws the platform’s errors',
    section,
    async ({ assert }) => {
      assert.throws(() => AbortSignal.timeout(-1), TypeError);
      assert.throws(() => Reflect.apply(AbortSignal.timeout, AbortSignal, []), TypeError);
      const signal = AbortSignal.timeout(1);
      await nextEvent(signal, 'abort');
      assert.same((signal.reason as DOMException).name, 'TimeoutError');
    },
    needs,
  );
});
