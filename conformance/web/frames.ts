import { htmlEvents } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, defineWays, insert, remove, urlOf } from './resources.ts';

const section = htmlEvents('485---the-iframe-element');
const needs = ['server', 'api document'] as const;

// F3.5 to F3.8
export default defineArea('frames', 'Frames and objects that load', (test) => {
  defineEventCases(test, {
    event: 'the load of an iframe',
    cause: 'its insertion',
    type: 'load',
    section,
    needs,
    create: (context) => create('iframe', { src: urlOf(context, '/blank.html') }),
    start: insert,
    end: remove,
  });

  defineWays(test, section, [
    {
      way: 'an iframe whose src is set',
      load(context, holder) {
        const frame = create('iframe');
        holder.append(frame);
        frame.src = urlOf(context, '/blank.html');
        return frame;
      },
    },
    {
      way: 'an iframe with a srcdoc that innerHTML makes',
      load(_context, holder) {
        holder.innerHTML = '<p><iframe srcdoc="text"></iframe></p>';
        return holder.querySelector('iframe') as HTMLElement;
      },
    },
    {
      way: 'an iframe whose srcdoc is set',
      load(_context, holder) {
        const frame = create('iframe');
        holder.append(frame);
        frame.srcdoc = 'text';
        return frame;
      },
    },
  ]);

  test(
    'an iframe without a src loads in the mapping of its insertion',
    section,
    ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const frame = create('iframe');
      frame.addEventListener('load', note, { once: true });
      cause(() => {
        insert(frame);
      });
      frame.remove();
      assert.sameList(seen, ['cause']);
    },
    ['api document'],
  );

  test(
    'an iframe that navigates itself loads in the empty mapping',
    section,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const frame = create('iframe', { src: urlOf(context, '/blank.html') });
      frame.addEventListener('load', note);
      cause(() => {
        insert(frame);
      });
      await nextEvent(frame, 'load');
      (frame.contentWindow as Window).location.href = urlOf(context, '/blank.html?inside');
      await nextEvent(frame, 'load');
      frame.remove();
      context.assert.sameList(seen, ['cause', undefined]);
    },
    needs,
  );

  const objectSection = htmlEvents('487---the-object-element');

  defineEventCases(test, {
    event: 'the load of an object',
    cause: 'its insertion',
    type: 'load',
    section: objectSection,
    needs,
    create: (context) => create('object', { type: 'image/png', data: urlOf(context, '/pixel.png') }),
    start: insert,
    end: remove,
  });

  defineWays(test, objectSection, [
    {
      way: 'an object that is missing',
      type: 'error',
      load(context, holder) {
        const object = create('object', { type: 'image/png', data: urlOf(context, '/missing') });
        holder.append(object);
        return object;
      },
    },
    {
      way: 'an object whose data is set',
      load(context, holder) {
        const object = create('object', { data: urlOf(context, '/blank.html') });
        holder.append(object);
        object.data = urlOf(context, '/blank.html?again');
        return object;
      },
    },
  ]);

  defineWays(test, htmlEvents('486---the-embed-element'), [
    {
      way: 'an embed',
      load(context, holder) {
        const embed = create('embed', { type: 'text/html', src: urlOf(context, '/blank.html') });
        holder.append(embed);
        return embed;
      },
    },
  ]);

  test(
    'a frame of a frameset reports its load in the mapping of its insertion',
    htmlEvents('1632---frames'),
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const outer = create('iframe');
      insert(outer);
      const inner = outer.contentDocument as Document;
      // Elements of this realm, because the other one's may have methods of their own.
      const frame = document.createElement('frame');
      const set = document.createElement('frameset');
      set.append(frame);
      frame.src = urlOf(context, '/blank.html');
      frame.addEventListener('load', note);
      cause(() => {
        Element.prototype.replaceWith.call(inner.body, set);
      });
      await nextEvent(frame, 'load');
      outer.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
