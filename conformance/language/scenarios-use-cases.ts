import { explainer } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { nextTask } from '../timing.ts';
import type { AsyncContextNamespace } from '../../lib/types.ts';

const USE_CASES = (anchor: string) => explainer(`USE-CASES.md#${anchor}`);

const logging = USE_CASES('a-use-case-in-depth-logging');
const softNavigation = USE_CASES('use-case-soft-navigation-heuristics');
const taskAttributes = USE_CASES('use-case-transitive-task-attributes');
const telemetry = USE_CASES('use-case-userspace-telemetry');
const serviceWorkers = USE_CASES('use-case-running-servers-in-service-workers');

/** A library that puts the id of the current interaction in front of every line. */
function createLogger(AsyncContext: AsyncContextNamespace) {
  const currentId = new AsyncContext.Variable<number>();
  const lines: string[] = [];
  return {
    lines,
    run: <R>(id: number, callback: () => R): R => currentId.run(id, callback),
    log(message: string) {
      const id = currentId.get();
      if (id === undefined) throw new RangeError('log was called outside of run');
      lines.push(`[${id}] ${message}`);
    },
  };
}

/** Stands for `fetch`: answers two tasks later. */
async function download(url: string): Promise<{ json(): Promise<{ url: string }> }> {
  await nextTask();
  return {
    async json() {
      await nextTask();
      return { url };
    },
  };
}

export default defineArea('scenario-use-cases', 'Scenarios: the use cases of the proposal', (test) => {
  test(
    'log lines carry the id of their click before, within and after a helper that calls back at once',
    logging,
    ({ AsyncContext, assert }) => {
      const { log, run, lines } = createLogger(AsyncContext);
      const helper = (callback: () => void) => {
        callback();
      };
      for (const id of [1, 2]) {
        run(id, () => {
          log('starting');
          helper(() => {
            log('working');
          });
          log('done');
        });
      }
      assert.sameList(lines, ['[1] starting', '[1] working', '[1] done', '[2] starting', '[2] working', '[2] done']);
    },
  );

  test(
    'log lines carry the id of their click when the helper calls back after an await and clicks overlap',
    logging,
    async ({ AsyncContext, assert }) => {
      const { log, run, lines } = createLogger(AsyncContext);
      const helper = async (callback: () => void) => {
        await nextTask();
        callback();
        await undefined;
      };
      const click = async () => {
        log('starting');
        await helper(() => {
          log('working');
        });
        log('done');
      };
      await Promise.all([run(1, click), run(2, click)]);
      assert.sameList(
        lines.filter((line) => line.startsWith('[1]')),
        ['[1] starting', '[1] working', '[1] done'],
      );
      assert.sameList(
        lines.filter((line) => line.startsWith('[2]')),
        ['[2] starting', '[2] working', '[2] done'],
      );
    },
  );

  test(
    'a logger that insists on an id finds none outside of its run, not even after awaiting one',
    logging,
    async ({ AsyncContext, assert }) => {
      const { log, run } = createLogger(AsyncContext);
      await run(1, async () => {
        await nextTask();
        log('inside');
      });
      assert.throws(() => {
        log('outside');
      }, RangeError);
    },
  );

  test(
    'an update deep inside of a patch finds the start of the interaction that led to it',
    softNavigation,
    async ({ AsyncContext, assert }) => {
      const startedAt = new AsyncContext.Variable<number>();
      let clock = 0;
      const durations: Record<string, number> = {};
      const update = (url: string) => {
        durations[url] = clock - (startedAt.get() ?? NaN);
      };
      const patch = (data: { url: string }, done: (url: string) => void) => {
        [data].map(({ url }) => url).forEach(done);
      };
      const click = (url: string) =>
        startedAt.run(clock, async () => {
          const response = await download(url);
          patch(await response.json(), update);
        });
      const first = click('/first');
      clock = 5;
      const second = click('/second');
      clock = 7;
      await Promise.all([first, second]);
      assert.same(durations['/first'], 7);
      assert.same(durations['/second'], 2);
    },
  );

  test(
    'requests that a background task makes after awaits are background requests',
    taskAttributes,
    async ({ AsyncContext, assert }) => {
      const priority = new AsyncContext.Variable<string>({ defaultValue: 'user-visible' });
      const requests: string[] = [];
      const request = async (url: string) => {
        requests.push(`${url} ${priority.get()}`);
        await nextTask();
      };
      const postTask = async <R>(task: () => Promise<R>, options: { priority: string }) => {
        await nextTask();
        return priority.run(options.priority, task);
      };
      const posted = postTask(
        async () => {
          await request('/first');
          await undefined;
          await request('/second');
        },
        { priority: 'background' },
      );
      await request('/direct');
      await posted;
      await request('/afterwards');
      assert.sameList(requests, [
        '/direct user-visible',
        '/first background',
        '/second background',
        '/afterwards user-visible',
      ]);
    },
  );

  test(
    'a task that a task posts inherits its priority, or overrides it for itself alone',
    taskAttributes,
    async ({ AsyncContext, assert }) => {
      const priority = new AsyncContext.Variable<string>({ defaultValue: 'user-visible' });
      const seen: string[] = [];
      const postTask = async (task: () => unknown, own = priority.get()) => {
        await nextTask();
        await priority.run(own, task);
      };
      const note = () => seen.push(priority.get());
      await postTask(async () => {
        await postTask(note);
        await postTask(note, 'user-blocking');
        await postTask(note);
      }, 'background');
      assert.sameList(seen, ['background', 'user-blocking', 'background']);
    },
  );

  test(
    'requests in later handlers of a chain belong to the user interaction that began it',
    telemetry,
    async ({ AsyncContext, assert }) => {
      const interaction = new AsyncContext.Variable<string>({ defaultValue: 'document load' });
      const requests: string[] = [];
      const instrumented = (url: string) => {
        requests.push(`${url}: ${interaction.get()}`);
        return download(url);
      };
      const onClick = (name: string) =>
        instrumented(`/${name}/1`)
          .then(() => instrumented(`/${name}/2`))
          .then((response) => response.json())
          .then(({ url }) => instrumented(`${url}/3`));
      await Promise.all([interaction.run('click on a', onClick, 'a'), onClick('b')]);
      assert.sameList(requests.toSorted(), [
        '/a/1: click on a',
        '/a/2/3: click on a',
        '/a/2: click on a',
        '/b/1: document load',
        '/b/2/3: document load',
        '/b/2: document load',
      ]);
    },
  );

  test(
    'entries that an observer gets later are attributed by the snapshots taken when their work began',
    telemetry,
    async ({ AsyncContext, assert }) => {
      const span = new AsyncContext.Variable<string>();
      const entries: { name: string; initiator: InstanceType<typeof AsyncContext.Snapshot> }[] = [];
      const measured = async (name: string) => {
        entries.push({ name, initiator: new AsyncContext.Snapshot() });
        await nextTask();
      };
      await Promise.all([
        span.run('click', async () => {
          await undefined;
          await measured('long task');
          await measured('resource');
        }),
        measured('stray resource'),
      ]);
      const report = entries.map(({ name, initiator }) => `${name}: ${String(initiator.run(() => span.get()))}`);
      assert.sameList(report, ['stray resource: undefined', 'long task: click', 'resource: click']);
    },
  );

  test(
    'several requests at once in one worker read each their own request, through hooks, database and templates',
    serviceWorkers,
    async ({ AsyncContext, assert }) => {
      // The framework.
      const request = new AsyncContext.Variable<{ url: string }>();
      const currentUrl = () => request.get()?.url ?? 'no request';
      const handle = (url: string, route: () => Promise<string>) => request.run({ url }, route);

      // The application, which never passes the request on.
      const queries: string[] = [];
      const query = async (table: string) => {
        await nextTask();
        queries.push(`${currentUrl()} ${table}`);
      };
      const render = async () => {
        await undefined;
        return `<h1>${currentUrl()}</h1>`;
      };
      const route = async () => {
        await Promise.all([query('users'), query('posts')]);
        return render();
      };

      const urls = Array.from({ length: 20 }, (_, index) => `/page/${index}`);
      const pages = await Promise.all(urls.map((url) => handle(url, route)));
      assert.sameList(
        pages,
        urls.map((url) => `<h1>${url}</h1>`),
      );
      assert.sameList(queries.toSorted(), urls.flatMap((url) => [`${url} posts`, `${url} users`]).toSorted());
      assert.same(currentUrl(), 'no request');
    },
  );
});
