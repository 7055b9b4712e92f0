import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases } from './events.ts';

const section = webIntegration('events');

export default defineArea('notifications', 'Notification', (test) => {
  // Without the user's permission, as a driven browser has none.
  defineEventCases(test, {
    event: 'the error of a notification',
    cause: 'its constructor',
    type: 'error',
    section,
    needs: ['api Notification'],
    create: () => new Notification('title'),
    end(notification) {
      notification.close();
    },
  });

  test(
    'Notification keeps its static members, its constructor and what its subclasses are instances of',
    section,
    ({ AsyncContext, assert }) => {
      class Subclass extends Notification {}
      const notification = createFlows(AsyncContext).cause(() => new Subclass('title', { tag: 'tag' }));
      notification.close();
      assert.same(notification instanceof Subclass, true);
      assert.same(notification.tag, 'tag');
      assert.same(Notification.prototype.constructor, Notification);
      assert.same(typeof Notification.permission, 'string');
      assert.throws(() => Reflect.construct(Notification, []), TypeError);
    },
    ['api Notification'],
  );
});
