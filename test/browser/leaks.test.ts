import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { garbageCollector } from '../support/browsers/garbage.ts';
import { serveWebFiles } from '../support/web-server.ts';

/**
 * What a page does in a run of each, by name: the objects that it returns, and the value of the
 * run, have to be collected afterwards. What it pushes to `held` stays.
 */
const uses: Readonly<Record<string, string>> = {
  'an element with listeners and handlers': `
    const image = document.createElement('img');
    const listener = () => image;
    image.addEventListener('load', listener);
    image.onerror = listener;
    return [image, listener];`,
  'a listener that was removed from an element that stays': `
    const image = document.createElement('img');
    held.push(image);
    const listener = () => undefined;
    const object = { handleEvent() {} };
    for (const each of [listener, object]) {
      image.addEventListener('load', each);
      image.removeEventListener('load', each);
    }
    image.onload = listener;
    image.onload = null;
    return [listener, object];`,
  'a listener that ran once': `
    const target = new EventTarget();
    held.push(target);
    const listener = () => undefined;
    target.addEventListener('load', listener, { once: true });
    target.dispatchEvent(new Event('load'));
    return [listener];`,
  'a listener whose signal was aborted': `
    const target = new EventTarget();
    held.push(target);
    const controller = new AbortController();
    const listener = () => undefined;
    target.addEventListener('load', listener, { signal: controller.signal });
    controller.abort();
    return [listener, controller];`,
  'an image that has loaded': `
    const image = new Image();
    image.src = '/pixel.png';
    await next(image, 'load');
    return [image];`,
  'an image that could not load, in the page and out again': `
    const image = new Image();
    document.body.append(image);
    image.src = '/missing';
    await next(image, 'error');
    image.remove();
    return [image];`,
  'a request that is done': `
    const request = new XMLHttpRequest();
    request.open('POST', '/echo');
    request.onload = () => request;
    request.upload.onload = () => request;
    request.send('text');
    await next(request, 'loadend');
    return [request, request.upload];`,
  'a request that was aborted': `
    const request = new XMLHttpRequest();
    request.open('GET', '/slow?ms=50');
    request.send();
    request.abort();
    return [request];`,
  'a file reader': `
    const reader = new FileReader();
    reader.readAsText(new Blob(['text']));
    await next(reader, 'load');
    return [reader];`,
  'a frame that was removed': `
    const frame = document.createElement('iframe');
    frame.src = '/blank.html';
    document.body.append(frame);
    await next(frame, 'load');
    frame.remove();
    return [frame];`,
  'a script that has run': `
    const script = document.createElement('script');
    script.src = '/script.js';
    document.body.append(script);
    await next(script, 'load');
    script.remove();
    return [script];`,
  'details that were toggled': `
    const details = document.createElement('details');
    document.body.append(details);
    details.open = true;
    await next(details, 'toggle');
    details.remove();
    return [details];`,
  'a dialog that was closed': `
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    dialog.showModal();
    dialog.close();
    await next(dialog, 'close');
    dialog.remove();
    return [dialog];`,
  'an observer': `
    const observer = new MutationObserver(() => undefined);
    const element = document.createElement('p');
    observer.observe(element, { attributes: true });
    element.id = 'id';
    await task();
    observer.disconnect();
    return [observer, element];`,
  'a stream that was read, and its source': `
    const source = { pull(controller) { controller.enqueue({}); } };
    const stream = new ReadableStream(source);
    const reader = stream.getReader();
    await reader.read();
    await reader.read();
    return [stream, source, reader];`,
  'the chunks that went through a stream that stays': `
    const stream = new TransformStream();
    const sink = new WritableStream({ write() {} });
    held.push(stream, sink);
    const chunk = {};
    const writer = sink.getWriter();
    await writer.write(chunk);
    return [chunk];`,
  'a form whose custom element was reset': `
    const name = 'x-' + Math.random().toString(36).slice(2);
    customElements.define(name, class extends HTMLElement { static formAssociated = true; formResetCallback() {} });
    const form = document.createElement('form');
    form.append(document.createElement(name));
    form.reset();
    return [form, form.firstChild];`,
};

const script = `
  const held = [];
  const task = () => new Promise((resolve) => setTimeout(resolve, 0));
  const next = (target, type) =>
    new Promise((resolve) => target.addEventListener(type, () => setTimeout(resolve, 0), { once: true }));
  const uses = {
    ${Object.entries(uses)
      .map(([name, body]) => `${JSON.stringify(name)}: async () => { ${body} },`)
      .join('\n')}
  };

  async function findLeaks() {
    const refs = [];
    for (const [name, use] of Object.entries(uses)) {
      // Several times, since an engine may keep the last of a kind.
      for (let round = 0; round < 5; round++) {
        const variable = new AsyncContext.Variable();
        let value = { name };
        refs.push([name, 'the value of the run', new WeakRef(value)]);
        const objects = await variable.run(value, use);
        objects.forEach((object, index) => refs.push([name, 'object ' + index, new WeakRef(object)]));
      }
    }
    const left = () => refs.filter(([, , ref]) => ref.deref() !== undefined);
    for (let round = 0; round < 20 && left().length > 0; round++) {
      await collectGarbage();
      await task();
    }
    const counts = {};
    for (const [name, part] of left()) {
      const key = name + ': ' + part;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    // What only the last round left is what the engine itself still remembers.
    return Object.entries(counts).filter(([, count]) => count > 1).map(([key, count]) => key + ' ' + count);
  }`;

inEachBrowser('what a page has used', ({ name, open, startServer }) => {
  // The others have no command that collects everything.
  if (name !== 'chromium') return;

  it('is collected with the values of its runs', async () => {
    const server = await startServer();
    serveWebFiles(server);
    server.serveScript('/garbage.js', garbageCollector);
    server.serveScript('/uses.js', script);
    const collect = async (tag: string): Promise<unknown> => {
      const html = `<!doctype html><body><script src="/garbage.js"></script>${tag}<script src="/uses.js"></script><script>
        globalThis.AsyncContext ??= { Variable: class { run(value, fn) { return fn(); } } };
        findLeaks().catch((error) => [String(error)]).then((leaks) =>
          fetch('/leaks', { method: 'POST', body: JSON.stringify(leaks) }));
      </script>`;
      const page = await open(server.servePage('/leaks.html', html));
      const leaks = await server.posted('/leaks', 50_000);
      await page.close();
      return leaks;
    };
    const bare = await collect('');
    expect(await collect('<script src="/dist/asynccontext-polyfill.min.js"></script>')).to.deep.equal(bare);
    expect(bare).to.deep.equal([]);
  });
});
