import { htmlEvents } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, defineWays, insert, remove, urlOf } from './resources.ts';

const linkSection = htmlEvents('424-466---link-elements-of-various-types');
const styleSection = htmlEvents('421---the-style-element');
const needs = ['server', 'api document'] as const;

// F3.2, F3.3
export default defineArea('links-and-styles', 'Links and styles that load', (test) => {
  defineEventCases(test, {
    event: 'the load of a stylesheet',
    cause: 'the insertion of the link',
    type: 'load',
    section: linkSection,
    needs,
    create: (context) => create('link', { rel: 'stylesheet', href: urlOf(context, '/style.css') }),
    start: insert,
    end: remove,
  });

  defineEventCases(test, {
    event: 'the error of a stylesheet that is missing',
    cause: 'the insertion of the link',
    type: 'error',
    section: linkSection,
    needs,
    create: (context) => create('link', { rel: 'stylesheet', href: urlOf(context, '/missing') }),
    start: insert,
    end: remove,
  });

  defineEventCases(test, {
    event: 'the load of a style',
    cause: 'its insertion',
    type: 'load',
    section: styleSection,
    needs,
    create: () => create('style', { textContent: 'p { color: red }' }),
    start: insert,
    end: remove,
  });

  const importMissing = (context: Parameters<typeof urlOf>[0]) => `@import "${urlOf(context, '/missing')}";`;

  defineWays(test, linkSection, [
    {
      way: 'a link whose href is set',
      load(context, holder) {
        const link = create('link', { rel: 'stylesheet' });
        holder.append(link);
        link.href = urlOf(context, '/style.css');
        return link;
      },
    },
    {
      way: 'a link whose rel is set by setAttribute',
      load(context, holder) {
        const link = create('link', { href: urlOf(context, '/style.css') });
        holder.append(link);
        link.setAttribute('rel', 'stylesheet');
        return link;
      },
    },
    {
      way: 'a link that is inserted deep inside of a fragment by insertBefore',
      load(context, holder) {
        const fragment = document.createDocumentFragment();
        const paragraph = create('p');
        fragment.append('text', paragraph);
        paragraph.append(create('link', { rel: 'stylesheet', href: urlOf(context, '/style.css') }));
        holder.insertBefore(fragment, null);
        return paragraph.firstChild as Element;
      },
    },
    {
      way: 'a link that innerHTML makes',
      load(context, holder) {
        holder.innerHTML = `<link rel="stylesheet" href="${urlOf(context, '/style.css')}">`;
        return holder.firstChild as Element;
      },
    },
    {
      way: 'a link that is inserted by a range',
      load(context, holder) {
        const range = document.createRange();
        range.selectNodeContents(holder);
        const link = create('link', { rel: 'stylesheet', href: urlOf(context, '/style.css') });
        range.insertNode(link);
        return link;
      },
    },
    {
      way: 'a preload',
      load(context) {
        const link = create('link', {
          rel: 'preload',
          as: 'fetch',
          crossOrigin: '',
          href: urlOf(context, '/data.json'),
        });
        document.head.append(link);
        return link;
      },
    },
  ]);

  defineWays(test, styleSection, [
    {
      way: 'a style with an @import that is missing',
      type: 'error',
      load(context, holder) {
        const style = create('style', { textContent: importMissing(context) });
        holder.prepend(style);
        return style;
      },
    },
    {
      way: 'a style whose text is set',
      load(_context, holder) {
        const style = create('style');
        holder.append(style);
        style.textContent = 'p { color: green }';
        return style;
      },
    },
    {
      way: 'a style to which text is added',
      load(_context, holder) {
        const style = create('style');
        holder.append(style);
        style.append('p { color: green }');
        return style;
      },
    },
  ]);

  test(
    'a link that is changed twice before it has loaded reports in the mapping of the later change',
    linkSection,
    async (context) => {
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      const link = create('link', { rel: 'stylesheet' });
      insert(link);
      link.addEventListener('load', note);
      variable.run('first', () => {
        link.href = urlOf(context, '/style.css?ms=20&first');
      });
      cause(() => {
        link.href = urlOf(context, '/style.css?ms=20&second');
      });
      await nextEvent(link, 'load');
      link.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'a link that is made in a run and inserted outside of every run reports in the empty mapping',
    linkSection,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const holder = create('div');
      cause(() => {
        holder.innerHTML = `<link rel="stylesheet" href="${urlOf(context, '/style.css')}">`;
      });
      const link = holder.firstChild as Element;
      link.addEventListener('load', note);
      insert(holder);
      await nextEvent(link, 'load');
      holder.remove();
      context.assert.sameList(seen, [undefined]);
    },
    needs,
  );

  test(
    'a link in a shadow tree reports in the mapping of the insertion of its host',
    linkSection,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const host = create('div');
      const link = create('link', { rel: 'stylesheet', href: urlOf(context, '/style.css') });
      link.addEventListener('load', note);
      host.attachShadow({ mode: 'closed' }).append(link);
      cause(() => {
        insert(host);
      });
      await nextEvent(link, 'load');
      host.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
