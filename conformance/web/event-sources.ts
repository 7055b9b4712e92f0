import { webIntegration } from '../sections.ts';
import { defineArea, type Need } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { urlOf } from './server.ts';

const section = webIntegration('events');
const needs: readonly Need[] = ['server', 'api EventSource'];

const close = (source: EventSource) => {
  source.close();
};

export default defineArea('event-sources', 'EventSource', (test) => {
  const row = { cause: 'its constructor', section, needs, end: close };
  defineEventCases(test, {
    ...row,
    event: 'the open of an event source',
    type: 'open',
    create: (context) => new EventSource(urlOf(context, '/events')),
  });
  defineEventCases(test, {
    ...row,
    event: 'the error of an event source that is not found',
    type: 'error',
    create: (context) => new EventSource(urlOf(context, '/missing')),
  });
  defineEventCases(test, {
    ...row,
    event: 'a message of an event source',
    type: 'message',
    isEmpty: true,
    create: (context) => new EventSource(urlOf(context, '/events')),
  });

  test(
    'an event source that reconnects runs listeners of error and open in the mapping of its constructor',
    section,
    async (context) => {
      const { variable, seen, cause } = createFlows(context.AsyncContext);
      const source = cause(() => new EventSource(urlOf(context, '/events')));
      for (const type of ['open', 'message', 'error']) {
        source.addEventListener(type, () => seen.push(`${type}: ${String(variable.get())}`));
      }
      await nextEvent(source, 'error');
      await nextEvent(source, 'open');
      source.close();
      context.assert.sameList(seen, ['open: cause', 'message: undefined', 'error: cause', 'open: cause']);
    },
    needs,
  );

  test(
    'EventSource can be subclassed, and is the constructor of what it makes',
    section,
    async (context) => {
      const { assert } = context;
      const { seen, note, cause } = createFlows(context.AsyncContext);
      class Subclass extends EventSource {
        readonly isSubclass = true;
      }
      const source = cause(() => new Subclass(urlOf(context, '/events')));
      source.onopen = note;
      await nextEvent(source, 'open');
      source.close();
      assert.sameList(
        [source instanceof Subclass, source instanceof EventSource, source.isSubclass],
        [true, true, true],
      );
      assert.same(EventSource.prototype.constructor, EventSource);
      assert.same(EventSource.CLOSED, 2);
      assert.same(EventSource.name, 'EventSource');
      assert.throws(() => Reflect.apply(EventSource, undefined, ['/events']), TypeError);
      assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
