import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows } from './events.ts';

const section = webIntegration('synchronous-events');

export default defineArea('synchronous-events', 'Events that are fired by a call', (test) => {
  test(
    'dispatchEvent runs listeners in the mapping of the dispatch',
    section,
    ({ AsyncContext, assert }) => {
      const { note, seen, register, cause, variable } = createFlows(AsyncContext);
      const target = new EventTarget();
      register(() => {
        target.addEventListener('load', note);
        target.addEventListener('custom', note);
      });
      cause(() => {
        target.dispatchEvent(new Event('load'));
        target.dispatchEvent(new Event('custom'));
      });
      assert.sameList(seen, ['cause', 'cause']);
      assert.same(variable.get(), undefined);
    },
    ['api EventTarget'],
  );
});
