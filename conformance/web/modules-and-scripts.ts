import { htmlEvents, webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, nextEvent, withElement } from './events.ts';

const section = webIntegration('module-evaluation');
const scripts = htmlEvents('section-by-section');

interface Global {
  scriptRan?: (() => void) | undefined;
  moduleRan?: (() => void) | undefined;
}
const scope = globalThis as Global;

/** Scripts of the server call a function of the page. */
async function withCallback(key: keyof Global, callback: () => void, body: () => unknown): Promise<void> {
  scope[key] = callback;
  try {
    await body();
  } finally {
    scope[key] = undefined;
  }
}

let count = 0;

export default defineArea('modules-and-scripts', 'Evaluation of modules and scripts of a page', (test) => {
  test(
    'a module that is imported in a run is evaluated in the empty mapping, and the importer goes on in its own',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { variable, note, seen, cause } = createFlows(AsyncContext);
      await withCallback('moduleRan', note, () =>
        cause(async () => {
          const path = host.server?.url(`/module.js?${++count}`) ?? '';
          await import(/* @vite-ignore */ path);
          seen.push(variable.get());
        }),
      );
      assert.sameList(seen, [undefined, 'cause']);
    },
    ['server', 'api Blob'],
  );

  test(
    'a module script that is inserted in a run is evaluated in the empty mapping',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      await withCallback('moduleRan', note, async () => {
        const script = document.createElement('script');
        script.type = 'module';
        script.src = host.server?.url(`/module.js?${++count}`) ?? '';
        const loaded = nextEvent(script, 'load');
        cause(() => {
          document.documentElement.append(script);
        });
        await loaded;
        script.remove();
      });
      assert.sameList(seen, [undefined]);
    },
    ['server', 'api document'],
  );

  test(
    'an inline script that is inserted in a run is evaluated at once, in the mapping of the insertion',
    scripts,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      await withCallback('scriptRan', note, () => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.scriptRan();';
        cause(() => {
          document.documentElement.append(script);
        });
        script.remove();
      });
      assert.sameList(seen, ['cause']);
    },
    ['api document', 'evaluate'],
  );

  test(
    'an external script that is inserted in a run is evaluated in the empty mapping',
    scripts,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      await withCallback('scriptRan', note, () =>
        withElement(document.createElement('div'), async (container) => {
          const script = document.createElement('script');
          script.src = host.server?.url('/script.js') ?? '';
          const loaded = nextEvent(script, 'load');
          cause(() => {
            container.append(script);
          });
          await loaded;
        }),
      );
      assert.sameList(seen, [undefined]);
    },
    ['server', 'api document'],
  );
});
