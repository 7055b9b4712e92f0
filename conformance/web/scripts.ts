import { htmlEvents } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, defineWays, insert, remove, urlOf } from './resources.ts';

const section = htmlEvents('4121---the-script-element');
const needs = ['server', 'api document'] as const;

// F3.4, O4, O6
export default defineArea('script-elements', 'Scripts that load', (test) => {
  defineEventCases(test, {
    event: 'the load of a script',
    cause: 'its insertion',
    type: 'load',
    section,
    needs,
    create: (context) => create('script', { src: urlOf(context, '/script.js') }),
    start: insert,
    end: remove,
  });

  defineEventCases(test, {
    event: 'the error of a script that is missing',
    cause: 'its insertion',
    type: 'error',
    section,
    needs,
    create: (context) => create('script', { src: urlOf(context, '/missing') }),
    start: insert,
    end: remove,
  });

  defineWays(test, section, [
    {
      way: 'a script whose src is set in the document',
      load(context, holder) {
        const script = create('script');
        holder.append(script);
        script.src = urlOf(context, '/script.js');
        return script;
      },
    },
    {
      way: 'a module script',
      load(context, holder) {
        const script = create('script', { type: 'module', src: urlOf(context, '/module.js') });
        holder.appendChild(script);
        return script;
      },
    },
    {
      way: 'a script that replaces another element',
      load(context, holder) {
        const placeholder = create('b');
        holder.append(placeholder);
        const script = create('script', { src: urlOf(context, '/script.js') });
        placeholder.replaceWith('text', script);
        return script;
      },
    },
    {
      way: 'a script that a range makes and insertAdjacentElement inserts',
      load(context, holder) {
        const html = `<script src="${urlOf(context, '/script.js')}"></script>`;
        const script = document.createRange().createContextualFragment(html).firstChild as HTMLElement;
        holder.insertAdjacentElement('afterbegin', script);
        return script;
      },
    },
  ]);

  test(
    'a script that is moved while it loads keeps the mapping of its first insertion',
    section,
    async (context) => {
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      const script = create('script', { src: urlOf(context, '/script.js?ms=20') });
      script.addEventListener('load', note);
      cause(() => {
        insert(script);
      });
      variable.run('moved', () => {
        document.head.append(script);
      });
      await nextEvent(script, 'load');
      script.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'a script whose src is set in one run and that is inserted in another reports in the mapping of the insertion',
    section,
    async (context) => {
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      const script = create('script');
      script.addEventListener('load', note);
      variable.run('set', () => {
        script.src = urlOf(context, '/script.js');
      });
      cause(() => {
        insert(script);
      });
      await nextEvent(script, 'load');
      script.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'an inline script runs in the mapping of its insertion',
    section,
    ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const script = create('script', { textContent: 'noteInlineScript()' });
      Object.assign(globalThis, { noteInlineScript: note });
      cause(() => {
        insert(script);
      });
      script.remove();
      Reflect.deleteProperty(globalThis, 'noteInlineScript');
      assert.sameList(seen, ['cause']);
    },
    ['api document'],
  );
});
