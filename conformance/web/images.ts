import { htmlEvents } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, defineWays, insert, urlOf } from './resources.ts';

const section = htmlEvents('483-484---images-and-the-img-element');
const needs = ['server', 'api document'] as const;

/** An element of a template, which no window shows, so that its image does not load. */
const templateOf = (html: string): HTMLTemplateElement => create('template', { innerHTML: html });

// F3.1, F3.9
export default defineArea('images', 'Images that load', (test) => {
  defineEventCases(test, {
    event: 'the load of an image',
    cause: 'the setting of src',
    type: 'load',
    section,
    needs,
    create: () => new Image(),
    start: (image, context) => {
      image.src = urlOf(context, '/pixel.png');
    },
  });

  defineEventCases(test, {
    event: 'the error of an image that is missing',
    cause: 'the setting of src',
    type: 'error',
    section,
    needs,
    create: () => new Image(),
    start: (image, context) => {
      image.src = urlOf(context, '/missing');
    },
  });

  defineWays(test, section, [
    {
      way: 'an image whose srcset is set',
      load: (context) => Object.assign(new Image(), { srcset: `${urlOf(context, '/pixel.png')} 1x` }),
    },
    {
      way: 'an image whose src is set by setAttribute',
      load(context, holder) {
        const image = create('img');
        holder.append(image);
        image.setAttribute('SRC', urlOf(context, '/pixel.png'));
        return image;
      },
    },
    {
      way: 'an image whose src is set by setAttributeNS',
      load(context) {
        const image = new Image();
        image.setAttributeNS(null, 'src', urlOf(context, '/pixel.png'));
        return image;
      },
    },
    {
      way: 'an image that innerHTML makes',
      load(context, holder) {
        holder.innerHTML = `<p>text <img src="${urlOf(context, '/pixel.png')}"></p>`;
        return holder.querySelector('img') as HTMLElement;
      },
    },
    {
      way: 'an image that is missing and that innerHTML makes',
      type: 'error',
      load(context, holder) {
        holder.innerHTML = `<img src="${urlOf(context, '/missing')}">`;
        return holder.querySelector('img') as HTMLElement;
      },
    },
    {
      way: 'an image that outerHTML makes',
      load(context, holder) {
        holder.append(create('p'), create('b'), create('i'));
        (holder.children[1] as Element).outerHTML = `<img src="${urlOf(context, '/pixel.png')}">`;
        return holder.querySelector('img') as HTMLElement;
      },
    },
    ...(['beforebegin', 'afterbegin', 'beforeend', 'afterend'] as const).map((where) => ({
      way: `an image that insertAdjacentHTML makes, ${where}`,
      load(context: Parameters<typeof urlOf>[0], holder: HTMLElement) {
        holder.innerHTML = '<b><i></i></b>';
        const target = holder.firstElementChild as Element;
        target.insertAdjacentHTML(where, `text <img src="${urlOf(context, '/pixel.png')}">`);
        return holder.querySelector('img') as HTMLElement;
      },
    })),
    {
      way: 'an image that is a clone',
      load(context) {
        // Of another document, so that the original does not load.
        const image = templateOf(`<img src="${urlOf(context, '/pixel.png')}">`).content.firstChild as Node;
        return document.importNode(image, true).cloneNode(true);
      },
    },
    {
      way: 'an image that is imported from a template',
      load(context, holder) {
        holder.append(document.importNode(templateOf(`<p><img src="${urlOf(context, '/pixel.png')}">`).content, true));
        return holder.querySelector('img') as HTMLElement;
      },
    },
    {
      way: 'an image that is adopted from a template',
      load(context, holder) {
        holder.append(templateOf(`<p><img src="${urlOf(context, '/pixel.png')}">`).content);
        return holder.querySelector('img') as HTMLElement;
      },
    },
    {
      way: 'an image that createContextualFragment makes',
      load(context) {
        const html = `<img src="${urlOf(context, '/pixel.png')}">`;
        return document.createRange().createContextualFragment(html).firstChild as Element;
      },
    },
    {
      way: 'an image whose picture gets a source',
      load(context, holder) {
        holder.innerHTML = '<picture><img></picture>';
        const image = holder.querySelector('img') as HTMLElement;
        image.before(create('source', { srcset: `${urlOf(context, '/pixel.png')} 1x` }));
        return image;
      },
    },
    {
      way: 'an image button whose src is set',
      load(context, holder) {
        const input = create('input', { type: 'image' });
        holder.append(input);
        input.src = urlOf(context, '/pixel.png?button');
        return input;
      },
    },
    {
      way: 'an image button that is missing and that innerHTML makes',
      type: 'error',
      load(context, holder) {
        holder.innerHTML = `<input type="image" src="${urlOf(context, '/missing')}">`;
        return holder.firstElementChild as HTMLElement;
      },
    },
  ]);

  test(
    'an image that is inserted while it loads keeps the mapping in which src was set',
    section,
    async (context) => {
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      const image = new Image();
      image.addEventListener('load', note);
      cause(() => {
        image.src = urlOf(context, '/pixel.png?ms=20');
      });
      variable.run('inserted', () => {
        insert(image);
      });
      await nextEvent(image, 'load');
      image.remove();
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'an image that is set to load again outside of every run reports that in the empty mapping',
    section,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const image = new Image();
      image.addEventListener('load', note);
      cause(() => {
        image.src = urlOf(context, '/pixel.png');
      });
      await nextEvent(image, 'load');
      image.src = urlOf(context, '/pixel.png?again');
      await nextEvent(image, 'load');
      context.assert.sameList(seen, ['cause', undefined]);
    },
    needs,
  );

  test(
    'two images of one innerHTML both load in its mapping, other images in theirs',
    section,
    async (context) => {
      const { seen, cause, variable } = createFlows(context.AsyncContext);
      const holder = create('div');
      insert(holder);
      const other = new Image();
      holder.append(other);
      other.src = urlOf(context, '/pixel.png?ms=20&other');
      const html = `<img src="${urlOf(context, '/pixel.png?one')}"><img src="${urlOf(context, '/pixel.png?two')}">`;
      cause(() => {
        holder.insertAdjacentHTML('beforeend', html);
      });
      const images = [...holder.querySelectorAll('img')];
      images.forEach((image, index) => {
        image.addEventListener('load', () => {
          seen[index] = variable.get();
        });
      });
      await Promise.all(images.map((image) => nextEvent(image, 'load')));
      holder.remove();
      context.assert.sameList(seen, [undefined, 'cause', 'cause']);
    },
    needs,
  );

  test(
    'a handler that is given as an attribute runs in the mapping in which src was set',
    section,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const image = new Image();
      Object.assign(globalThis, { noteLoad: note });
      image.setAttribute('onload', 'noteLoad()');
      cause(() => {
        image.src = urlOf(context, '/pixel.png');
      });
      await nextEvent(image, 'load');
      Reflect.deleteProperty(globalThis, 'noteLoad');
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
