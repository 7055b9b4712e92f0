import { explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import type { AsyncContextNamespace } from '../../lib/types.ts';

const FRAMEWORKS = (anchor: string) => explainer(`FRAMEWORKS.md#${anchor}`);

const react = FRAMEWORKS('react');
const solid = FRAMEWORKS('solid');
const svelte = FRAMEWORKS('svelte');
const vue = FRAMEWORKS('vue');

/** A user interface whose state updates belong to the transition in which they happen. */
function createInterface(AsyncContext: AsyncContextNamespace) {
  const transition = new AsyncContext.Variable<string>({ defaultValue: 'urgent' });
  const updates: string[] = [];
  return {
    updates,
    setState(state: string) {
      updates.push(`${state}: ${transition.get()}`);
    },
    startTransition: <R>(name: string, action: () => R): R => transition.run(name, action),
  };
}

/** Signals whose readers are tracked. */
function createSignals(AsyncContext: AsyncContextNamespace) {
  const observer = new AsyncContext.Variable<Set<string>>();
  return {
    signal: <T>(name: string, value: T) => {
      return (): T => {
        observer.get()?.add(name);
        return value;
      };
    },
    /** Runs an effect and answers with the names of the signals that it has read. */
    async effect(body: () => unknown): Promise<string[]> {
      const dependencies = new Set<string>();
      await observer.run(dependencies, body);
      return [...dependencies];
    },
  };
}

export default defineArea('scenario-frameworks', 'Scenarios: web frameworks', (test) => {
  test(
    'a state update after an await belongs to the transition around it, however deep the helper that makes it',
    react,
    async ({ AsyncContext, assert }) => {
      const { startTransition, setState, updates } = createInterface(AsyncContext);
      const save = async () => {
        await nextTask();
        setState('saved');
      };
      const navigate = async () => {
        await save();
        await undefined;
        setState('page');
      };
      const done = startTransition('navigation', navigate);
      setState('typing');
      await done;
      setState('idle');
      assert.sameList(updates, ['typing: urgent', 'saved: navigation', 'page: navigation', 'idle: urgent']);
    },
  );

  test(
    'transitions that overlap keep their updates apart, and one that starts inside another keeps its own',
    react,
    async ({ AsyncContext, assert }) => {
      const { startTransition, setState, updates } = createInterface(AsyncContext);
      const update = async (state: string) => {
        await nextTask();
        setState(state);
      };
      await Promise.all([
        startTransition('first', async () => {
          await update('a');
          await startTransition('nested', () => update('b'));
          await update('c');
        }),
        startTransition('second', () => update('d')),
      ]);
      assert.sameList(updates.toSorted(), ['a: first', 'b: nested', 'c: first', 'd: second']);
    },
  );

  test(
    'a form action that fails reports its error in the transition of the form',
    react,
    async ({ AsyncContext, assert }) => {
      const { startTransition, setState, updates } = createInterface(AsyncContext);
      const submit = async () => {
        await nextTask();
        throw new Error('refused');
      };
      await startTransition('form', async () => {
        try {
          await submit();
          setState('entity');
        } catch {
          setState('error');
        } finally {
          setState('settled');
        }
      });
      assert.sameList(updates, ['error: form', 'settled: form']);
    },
  );

  test(
    'a server function and the libraries it calls share a request event that is in no signature',
    solid,
    async ({ AsyncContext, assert }) => {
      const event = new AsyncContext.Variable<{ user: string; headers: string[] }>();
      const router = () => event.get()?.headers.push(`location: /${String(event.get()?.user)}`);
      const serverFunction = async () => {
        await nextTask();
        event.get()?.headers.push('cookie');
        await Promise.resolve().then(router);
      };
      const events = ['ann', 'bob'].map((user) => ({ user, headers: [] as string[] }));
      await Promise.all(events.map((each) => event.run(each, serverFunction)));
      assert.sameList(events[0]?.headers ?? [], ['cookie', 'location: /ann']);
      assert.sameList(events[1]?.headers ?? [], ['cookie', 'location: /bob']);
    },
  );

  test(
    'an effect tracks the signals that it reads between and after its awaits',
    solid,
    async ({ AsyncContext, assert }) => {
      const { signal, effect } = createSignals(AsyncContext);
      const [first, second, third] = [signal('first', 1), signal('second', 2), signal('third', 3)];
      const dependencies = effect(async () => {
        const a = first();
        await nextTask();
        const b = a + second();
        await undefined;
        return b;
      });
      third();
      assert.sameList(await dependencies, ['first', 'second']);
      third();
      assert.sameList(await dependencies, ['first', 'second'], 'after a read outside');
    },
  );

  test(
    'what is created after an await is disposed of with the owner in which the function was called',
    solid,
    async ({ AsyncContext, assert }) => {
      interface Owner {
        readonly cleanups: (() => void)[];
      }
      const owner = new AsyncContext.Variable<Owner>();
      const onCleanup = (cleanup: () => void) => owner.get()?.cleanups.push(cleanup);
      const createRoot = async (body: () => Promise<void>) => {
        const root: Owner = { cleanups: [] };
        await owner.run(root, body);
        return () => {
          for (const cleanup of root.cleanups) cleanup();
        };
      };

      const disposed: string[] = [];
      const resource = async (name: string) => {
        await nextTask();
        onCleanup(() => disposed.push(name));
      };
      const [dispose] = await Promise.all([
        createRoot(async () => {
          await resource('a');
          await resource('b');
        }),
        createRoot(() => resource('c')),
      ]);
      dispose();
      assert.sameList(disposed, ['a', 'b']);
    },
  );

  test(
    'an expression of two awaits depends on the signals behind both of them',
    svelte,
    async ({ AsyncContext, assert }) => {
      const { signal, effect } = createSignals(AsyncContext);
      const a = signal('a', nextTask());
      const b = signal('b', nextTask());
      const dependencies = await effect(async () => `${String(await a())} ${String(await b())}`);
      assert.sameList(dependencies, ['a', 'b']);
    },
  );

  test(
    'an effect can track a signal that it reads in a timer',
    svelte,
    async ({ AsyncContext, assert }) => {
      const { signal, effect } = createSignals(AsyncContext);
      const color = signal('color', 'red');
      const size = signal('size', 10);
      const { promise, resolve } = deferred();
      const dependencies = effect(() => {
        color();
        setTimeout(() => {
          size();
          resolve(undefined);
        });
        return promise;
      });
      assert.sameList(await dependencies, ['color', 'size']);
    },
    ['setTimeout'],
  );

  test(
    'a composable finds its component after an await in setup, while two components are set up at once',
    vue,
    async ({ AsyncContext, assert }) => {
      const instance = new AsyncContext.Variable<string>();
      const useInstance = () => instance.get() ?? 'no component';
      const setup = async () => {
        const before = useInstance();
        await nextTask();
        return [before, useInstance()];
      };
      const mount = (name: string) => instance.run(name, setup);
      const [first, second] = await Promise.all([mount('first'), mount('second')]);
      assert.sameList(first, ['first', 'first']);
      assert.sameList(second, ['second', 'second']);
      assert.same(useInstance(), 'no component');
    },
  );

  test(
    'the mutations of an async action are linked to it, those of an action inside it to that one',
    vue,
    async ({ AsyncContext, assert }) => {
      const action = new AsyncContext.Variable<string>({ defaultValue: 'none' });
      const history: string[] = [];
      const store = new Proxy<Record<string, unknown>>(
        {},
        {
          set(target, key, value) {
            history.push(`${String(key)} by ${action.get()}`);
            return Reflect.set(target, key, value);
          },
        },
      );
      const define = (name: string, body: () => Promise<void>) => () => action.run(name, body);

      const refresh = define('refresh', async () => {
        store.data = await Promise.resolve('data');
      });
      const login = define('login', async () => {
        store.pending = true;
        store.user = await nextTask();
        await refresh();
        store.pending = false;
      });
      const done = login();
      store.theme = 'dark';
      await done;
      assert.sameList(history, [
        'pending by login',
        'theme by none',
        'user by login',
        'data by refresh',
        'pending by login',
      ]);
    },
  );

  test(
    'a trace reaches the callbacks that an application hands to asynchronous functions of its framework',
    FRAMEWORKS('wiz'),
    async ({ AsyncContext, assert }) => {
      // The framework: callbacks run after code was loaded, all from one place.
      const loaded = deferred();
      const waiting: (() => void)[] = [];
      const whenLoaded = (callback: () => void) => waiting.push(AsyncContext.Snapshot.wrap(callback));
      void loaded.promise.then(() => {
        for (const callback of waiting) callback();
      });

      const trace = new AsyncContext.Variable<string>();
      const interact = () =>
        new Promise<unknown>((resolve) => {
          whenLoaded(() => {
            void nextTask().then(() => {
              resolve(trace.get());
            });
          });
        });
      const seen = Promise.all([trace.run('tap', interact), trace.run('scroll', interact), interact()]);
      trace.run('loader', () => {
        loaded.resolve(undefined);
      });
      assert.sameList(await seen, ['tap', 'scroll', undefined]);
    },
  );

  test(
    'a template deep in a page has user, language and request of its own visitor',
    FRAMEWORKS('pruvious'),
    async ({ AsyncContext, assert }) => {
      const request = new AsyncContext.Variable<string>();
      const user = new AsyncContext.Variable<string>({ defaultValue: 'guest' });
      const language = new AsyncContext.Variable<string>({ defaultValue: 'en' });
      const template = async () => {
        await nextTask();
        return `${String(request.get())} ${user.get()} ${language.get()}`;
      };
      const page = async () => {
        await undefined;
        return Promise.all([template(), language.run('de', template)]);
      };
      const [ann, guest] = await Promise.all([
        request.run('/1', () => user.run('ann', page)),
        request.run('/2', () => language.run('fr', page)),
      ]);
      assert.sameList(ann, ['/1 ann en', '/1 ann de']);
      assert.sameList(guest, ['/2 guest fr', '/2 guest de']);
    },
  );
});
