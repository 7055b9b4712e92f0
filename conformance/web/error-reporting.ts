import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { takingErrors } from '../taken-errors.ts';
import { nextTask } from '../timing.ts';
import { createFlows, nextEvent, watchingErrors, withElement } from './events.ts';

const section = webIntegration('script-errors-and-unhandled-rejections');

interface Global {
  onerror: unknown;
  onunhandledrejection: unknown;
  reportError(error: unknown): void;
}
const scope = globalThis as unknown as Global;

export default defineArea('error-reporting', 'Errors that nothing catches', (test) => {
  test(
    'reportError in a run runs the listeners for error in the empty mapping, and comes back to the run',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const error = new Error('reported');
      await watchingErrors(
        (reported) => seen.push(reported, variable.get()),
        async () => {
          variable.run('cause', () => {
            scope.reportError(error);
            seen.push(variable.get());
          });
          await nextTask();
        },
      );
      assert.sameList(seen, [error, undefined, 'cause']);
    },
    ['api reportError'],
  );

  test(
    'a listener that throws in a run is reported in the empty mapping, and the others run in that of the dispatch',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const error = new Error('thrown');
      const target = new EventTarget();
      target.addEventListener('custom', () => {
        throw error;
      });
      target.addEventListener('custom', note);
      await watchingErrors(
        (reported) => seen.push(reported, variable.get()),
        async () => {
          variable.run('cause', () => target.dispatchEvent(new Event('custom')));
          await nextTask();
        },
      );
      assert.sameList(seen, [error, undefined, 'cause']);
    },
    ['api EventTarget', 'api onerror'],
  );

  test(
    'onerror of the global object gets its five arguments in the empty mapping, and handles what it returns true for',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const error = new Error('reported');
      const before = scope.onerror;
      const calls: unknown[][] = [];
      const handled: boolean[] = [];
      const handler = (...args: unknown[]) => {
        calls.push([...args, variable.get()]);
        return true;
      };
      const listener = (event: Event) => handled.push(event.defaultPrevented);
      register(() => {
        scope.onerror = handler;
      });
      assert.same(scope.onerror, handler);
      globalThis.addEventListener('error', listener);
      try {
        await takingErrors(async () => {
          cause(() => {
            scope.reportError(error);
          });
          await nextTask();
        });
      } finally {
        scope.onerror = before;
        globalThis.removeEventListener('error', listener);
      }
      assert.same(scope.onerror, before);
      assert.same(calls.length, 1);
      const [call = []] = calls;
      assert.same(call.length, 6);
      assert.same(String(call[0]).includes('reported'), true, 'the message');
      assert.same(call[4], error);
      assert.same(call[5], undefined);
      assert.sameList(handled, [true]);
    },
    ['api reportError', 'api onerror'],
  );

  test(
    'onerror of an element gets an event in the mapping of the dispatch',
    section,
    ({ AsyncContext, assert }) => {
      const { variable, cause } = createFlows(AsyncContext);
      const element = document.createElement('img');
      const calls: unknown[] = [];
      element.onerror = (...args: unknown[]) => {
        calls.push(args.length, variable.get());
      };
      cause(() => element.dispatchEvent(new ErrorEvent('error', { message: 'm' })));
      assert.sameList(calls, [1, 'cause']);
    },
    ['api document'],
  );

  test(
    'an error that the program dispatches at the global object runs listeners in the mapping of the dispatch',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, cause } = createFlows(AsyncContext);
      await watchingErrors(
        () => seen.push(variable.get()),
        async () => {
          cause(() => globalThis.dispatchEvent(new ErrorEvent('error', { message: 'm', cancelable: true })));
          await nextTask();
        },
      );
      assert.sameList(seen, ['cause']);
    },
    ['api onerror'],
  );

  test(
    'an exception that a timer leaves in a run is reported in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const error = new Error('thrown');
      await watchingErrors(
        (reported) => seen.push(reported, variable.get()),
        async () => {
          const reported = nextEvent(globalThis, 'error');
          variable.run('cause', () => {
            setTimeout(() => {
              throw error;
            });
          });
          await reported;
        },
      );
      assert.sameList(seen, [error, undefined]);
    },
    ['api onerror'],
  );

  test(
    'unhandledrejection, and rejectionhandled after it, run listeners in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { seen, note, register, cause } = createFlows(AsyncContext);
      const global = globalThis as unknown as EventTarget;
      const types = ['unhandledrejection', 'rejectionhandled'];
      register(() => {
        for (const type of types) global.addEventListener(type, note);
      });
      await takingErrors(async () => {
        const reported = nextEvent(global, 'unhandledrejection');
        const promise = cause(() => Promise.reject(new Error('rejected')));
        await reported;
        // Only now is it one that has been reported.
        await nextTask();
        const handled = nextEvent(global, 'rejectionhandled');
        cause(() => {
          promise.catch(() => undefined);
        });
        await handled;
      });
      for (const type of types) global.removeEventListener(type, note);
      assert.sameList(seen, [undefined, undefined]);
    },
    ['api onunhandledrejection'],
  );

  test(
    'onunhandledrejection runs in the empty mapping for the rejection of an async function',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, register, cause } = createFlows(AsyncContext);
      const reason = new Error('rejected');
      const before = scope.onunhandledrejection;
      register(() => {
        scope.onunhandledrejection = (event: PromiseRejectionEvent) => seen.push(event.reason, variable.get());
      });
      try {
        await watchingErrors(
          () => undefined,
          async () => {
            const reported = nextEvent(globalThis, 'unhandledrejection');
            cause(() => {
              void (async () => {
                await undefined;
                throw reason;
              })();
            });
            await reported;
          },
        );
      } finally {
        scope.onunhandledrejection = before;
      }
      assert.sameList(seen, [reason, undefined]);
    },
    ['api onunhandledrejection'],
  );

  test(
    'a violation of a security policy is reported in the empty mapping',
    webIntegration('security-policy-violation-events'),
    async ({ AsyncContext, assert, host }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const url = host.server?.url('/pixel.png') ?? '';
      // A frame, because a policy cannot be taken back.
      const frame = document.createElement('iframe');
      frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><body></body>`;
      await withElement(frame, async () => {
        await nextEvent(frame, 'load');
        const inside = frame.contentDocument as Document;
        variable.run('registered', () => {
          inside.addEventListener('securitypolicyviolation', note);
        });
        const violated = nextEvent(inside, 'securitypolicyviolation');
        variable.run('cause', () => {
          const image = inside.createElement('img');
          image.src = url;
          inside.body.append(image);
        });
        await violated;
      });
      assert.sameList(seen, [undefined]);
    },
    ['api HTMLIFrameElement', 'server'],
  );
});
