import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import { createFlows, withElement } from './events.ts';

const section = webIntegration('observers');

export default defineArea('observers', 'Observers', (test) => {
  const check = (
    title: string,
    need: `api ${string}`,
    observe: (element: HTMLElement, callback: () => void, cause: (fn: () => void) => void) => void,
  ) => {
    test(
      title,
      section,
      async ({ AsyncContext, assert }) => {
        const { variable, register, cause } = createFlows(AsyncContext);
        await withElement(document.createElement('div'), async (element) => {
          const { promise, resolve } = deferred();
          register(() => {
            observe(
              element,
              () => {
                resolve(variable.get());
              },
              cause,
            );
          });
          assert.same(await promise, undefined);
          // A change right behind a callback would be reported as a loop.
          await nextTask();
        });
      },
      ['api document', need],
    );
  };

  check(
    'a MutationObserver runs its callback in the empty mapping',
    'api MutationObserver',
    (element, callback, cause) => {
      new MutationObserver(callback).observe(element, { childList: true });
      cause(() => {
        element.append('text');
      });
    },
  );

  check('a ResizeObserver runs its callback in the empty mapping', 'api ResizeObserver', (element, callback, cause) => {
    const observer = new ResizeObserver(callback);
    cause(() => {
      observer.observe(element);
    });
  });

  check(
    'an IntersectionObserver runs its callback in the empty mapping',
    'api IntersectionObserver',
    (element, callback, cause) => {
      const observer = new IntersectionObserver(callback);
      cause(() => {
        observer.observe(element);
      });
    },
  );

  test(
    'a PerformanceObserver runs its callback in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const { promise, resolve } = deferred();
      const observer = register(
        () =>
          new PerformanceObserver(() => {
            resolve(variable.get());
          }),
      );
      observer.observe({ entryTypes: ['mark'] });
      cause(() => performance.mark('marked'));
      assert.same(await promise, undefined);
      observer.disconnect();
      performance.clearMarks();
    },
    ['api PerformanceObserver'],
  );

  test(
    'a MutationObserver gets its records, itself as receiver and argument, and its errors are reported',
    section,
    async ({ assert }) => {
      await withElement(document.createElement('div'), async (element) => {
        const { promise, resolve } = deferred<unknown[]>();
        const observer = new MutationObserver(function (this: unknown, ...args: unknown[]) {
          resolve([this, ...args]);
        });
        observer.observe(element, { attributes: true });
        element.id = 'changed';
        const [receiver, records, argument] = await promise;
        assert.same(receiver, observer);
        assert.same(argument, observer);
        assert.same((records as MutationRecord[])[0]?.attributeName, 'id');
        observer.disconnect();
      });
      assert.throws(() => Reflect.construct(MutationObserver, []), TypeError);
      assert.throws(() => new MutationObserver({} as never), TypeError);
    },
    ['api document', 'api MutationObserver'],
  );

  test(
    'takeRecords of a MutationObserver runs no callback',
    section,
    async ({ AsyncContext, assert }) => {
      const { cause, note, seen } = createFlows(AsyncContext);
      await withElement(document.createElement('div'), (element) => {
        const observer = new MutationObserver(note);
        observer.observe(element, { attributes: true });
        cause(() => {
          element.id = 'changed';
          assert.same(observer.takeRecords().length, 1);
        });
      });
      assert.sameList(seen, []);
    },
    ['api document', 'api MutationObserver'],
  );
});
