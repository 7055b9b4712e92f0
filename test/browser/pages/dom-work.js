/* global CustomElementRegistry, Element, HTMLElement, HTMLFormElement, Image, MouseEvent, MutationObserver */
/* global XMLHttpRequest, customElements, document, reportError, window */

/**
 * Listens, dispatches and goes wrong in every way that the DOM knows, and returns a log of what
 * happened. Whether something has replaced functions of the platform must not show in it.
 */
// eslint-disable-next-line no-unused-vars -- called by the page that loads this file
async function workWithTheDom(seed) {
  const isWebKit = !('chrome' in window) && !navigator.userAgent.includes('Firefox');
  const log = [];
  const say = (...parts) => void log.push(parts.map(show).join(' '));
  const names = new Map();
  const name = (object, text) => {
    names.set(object, text);
    return object;
  };
  function show(value) {
    if (names.has(value)) return names.get(value);
    if (typeof value === 'string') return value;
    if (typeof value === 'function') return 'a function';
    // What a browser says of a missing method names the place where it was called.
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
    return String(value);
  }
  const attempt = (what, fn) => {
    try {
      say(what, 'gives', fn());
    } catch (error) {
      say(what, 'throws', error);
    }
  };
  const random = (count) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * count);
  };
  const pick = (list) => list[random(list.length)];
  const nextTask = () => new Promise((resolve) => setTimeout(resolve));

  // What functions look like.
  for (const [holder, keys] of [
    [EventTarget.prototype, ['addEventListener', 'removeEventListener', 'dispatchEvent']],
    [HTMLElement.prototype, ['onload', 'onerror', 'ontoggle', 'onclick']],
    [XMLHttpRequest.prototype, ['open', 'send', 'abort', 'upload']],
    [window, ['onerror', 'onload', 'MutationObserver', 'ReadableStream', 'WritableStream', 'setTimeout']],
    [CustomElementRegistry.prototype, ['define']],
    [HTMLFormElement.prototype, ['reset']],
  ]) {
    for (const key of keys) {
      const descriptor = Object.getOwnPropertyDescriptor(holder, key);
      say(key, descriptor === undefined ? 'absent' : Reflect.ownKeys(descriptor).join());
      for (const part of ['value', 'get', 'set']) {
        const fn = descriptor?.[part];
        if (typeof fn !== 'function') continue;
        say(
          part,
          fn.name,
          fn.length,
          Reflect.ownKeys(fn).map(String).sort().join(),
          Function.prototype.toString.call(fn),
        );
        say(descriptor.enumerable, descriptor.configurable, descriptor.writable, 'prototype' in fn);
        attempt(`${key} on a wrong receiver`, () => fn.call({}));
        attempt(`${key} on undefined`, () => (part === 'value' ? undefined : fn.call(undefined)));
      }
    }
  }

  // Where things happen.
  const container = name(document.createElement('div'), 'container');
  container.innerHTML = '<p><b>text</b></p><img><details></details><form><input><select></select></form>';
  document.body.append(container);
  const [paragraph, image, details, form] = container.children;
  const bold = name(paragraph.firstChild, 'bold');
  name(paragraph, 'paragraph');
  name(image, 'image');
  name(details, 'details');
  name(form, 'form');
  const root = name(paragraph.attachShadow({ mode: 'open' }), 'root');
  const slot = name(document.createElement('slot'), 'slot');
  root.append(slot);
  const targets = [
    ...[container, paragraph, bold, image, details, form, root, slot],
    name(window, 'window'),
    name(document, 'document'),
    name(document.body, 'body'),
    name(new EventTarget(), 'target'),
    name(new XMLHttpRequest(), 'request'),
    name(new AbortController().signal, 'signal'),
  ];
  const types = ['load', 'error', 'click', 'toggle', 'custom', 'slotchange', 'select', 'readystatechange', 'abort'];

  // Who listens.
  window.addEventListener('error', (event) => {
    say('error event', event.message ?? 'without message', event.error ?? 'without error', event.isTrusted);
    event.preventDefault();
  });
  const listeners = [];
  let isDispatching = 0;
  /** How many events listeners may dispatch, all in all. */
  let budget = 300;
  function makeListener(number) {
    const tell = (self, event, count) => {
      const { type, eventPhase, currentTarget, target, isTrusted, defaultPrevented, cancelable } = event;
      say(number, type, eventPhase, currentTarget, target, self, isTrusted, defaultPrevented, cancelable, count);
      say('path', event.composedPath().map(show).join());
    };
    const plain = function (event) {
      tell(this, event, arguments.length);
    };
    // Of a handleEvent that is no function, WebKit reports the error that it saw last.
    const kind = isWebKit && (number % 14 === 3 || number % 14 === 4) ? 1 : number % 14;
    switch (kind) {
      case 0:
        return (event) => tell('an arrow', event, 1);
      case 1:
        return { handleEvent: plain };
      case 2:
        return {
          get handleEvent() {
            say(number, 'handleEvent is read');
            return plain;
          },
        };
      case 3:
        return { handleEvent: number };
      case 4:
        return {};
      case 5:
        return function (event) {
          tell(this, event, arguments.length);
          throw new RangeError(`listener ${number}`);
        };
      case 6:
        return (event) => {
          tell('prevents', event, 1);
          event.preventDefault();
          return false;
        };
      case 7:
        return (event) => {
          tell('stops', event, 1);
          if (number % 3 === 0) event.stopImmediatePropagation();
          else event.stopPropagation();
        };
      case 8:
        return (event) => {
          tell('removes', event, 1);
          for (const listener of listeners) event.currentTarget.removeEventListener(event.type, listener);
        };
      case 9:
        return (event) => {
          tell('adds', event, 1);
          event.currentTarget.addEventListener(event.type, pick(listeners), pick([true, false, { once: true }]));
        };
      case 10:
        return (event) => {
          tell('dispatches', event, 1);
          attempt('dispatching again', () => event.currentTarget.dispatchEvent(event));
          if (isDispatching < 2 && budget-- > 0) dispatch(pick(targets), pick(types));
        };
      case 11:
        return new Proxy(plain, {});
      case 12:
        return new Proxy({ handleEvent: plain }, {});
      default:
        return async function (event) {
          tell(this, event, arguments.length);
        };
    }
  }
  function dispatch(target, type) {
    isDispatching++;
    const options = { bubbles: random(2) === 0, cancelable: random(2) === 0, composed: random(2) === 0 };
    const event = pick([
      () => new Event(type, options),
      () => new CustomEvent(type, options),
      () => new MouseEvent(type, options),
      () => new ErrorEvent(type, { ...options, message: 'made' }),
    ])();
    attempt(`dispatch of ${type} at ${show(target)}`, () => target.dispatchEvent(event));
    isDispatching--;
  }
  const telling = (what, values) => {
    const options = {};
    for (const key of ['capture', 'once', 'passive', 'signal']) {
      Object.defineProperty(options, key, {
        get() {
          say(what, key, 'is read');
          return values[key];
        },
      });
    }
    return options;
  };
  const aborter = new AbortController();
  const makeOptions = () =>
    pick([
      ...[undefined, null, true, false, 0, 1, '', 'text', {}, () => undefined],
      ...[{ once: true }, { capture: true }, { passive: true }, { signal: aborter.signal }, { signal: undefined }],
      ...[{ once: true, capture: true }, telling('options', { capture: true }), telling('options', { once: true })],
      ...[{ signal: null }, { signal: AbortSignal.abort() }, { capture: 1, once: 'yes' }],
    ]);
  const makeType = () =>
    pick([
      ...[...types, ...types, ...types, new String('load'), null, undefined, 1, Symbol('load')],
      {
        toString() {
          say('a type is converted');
          return 'load';
        },
      },
      {
        toString() {
          throw new SyntaxError('a type');
        },
      },
    ]);

  for (let number = 0; number < 300; number++) {
    listeners.push(makeListener(number));
    for (let i = 0; i < 2; i++) {
      const target = pick(targets);
      const type = makeType();
      const listener = pick(listeners);
      const options = makeOptions();
      const count = random(12) === 0 ? random(4) : 3;
      const args = [
        type,
        random(25) === 0 ? pick([null, undefined, 1, 'text', Symbol('listener')]) : listener,
        options,
      ];
      const method = random(4) === 0 ? 'removeEventListener' : 'addEventListener';
      const receiver = random(40) === 0 ? pick([{}, null, undefined, 1]) : target;
      attempt(`${number} ${method} at ${show(target)}`, () =>
        Reflect.apply(EventTarget.prototype[method], receiver, args.slice(0, count)),
      );
    }
    const target = pick(targets);
    const key = `on${pick(types)}`;
    if (random(3) === 0) {
      const handler = pick([...listeners, null, undefined, 1, 'text', {}]);
      attempt(`${key} of ${show(target)}`, () => {
        target[key] = handler;
        return target[key] === handler;
      });
    }
    if (random(8) === 0 && target instanceof Element) {
      target.setAttribute(key, 'return 1;');
      attempt(`attribute ${key}`, () => [typeof target[key], target[key]?.name, String(target[key])].join());
    }
    if (random(3) === 0) dispatch(pick(targets), pick(types));
    if (random(40) === 0) {
      bold.click();
      details.toggleAttribute('open');
      await nextTask();
    }
    if (number === 200) aborter.abort();
  }

  // Errors that nothing catches.
  window.onerror = function (...args) {
    say('onerror', this, args.length, args[0], typeof args[1], args[2], args[3], args[4]);
    return true;
  };
  reportError(new EvalError('reported'));
  window.onerror = null;
  say(window.onerror);

  // What the platform does by itself.
  const settle = (target, ...ends) =>
    new Promise((resolve) => {
      for (const type of ends) target.addEventListener(type, () => setTimeout(resolve), { once: true });
    });
  const picture = name(new Image(), 'picture');
  for (const type of ['load', 'error']) {
    picture.addEventListener(type, listeners[1]);
    picture.addEventListener(type, listeners[1], true);
    picture.addEventListener(type, listeners[5], { once: true });
    picture[`on${type}`] = listeners[0];
  }
  for (const path of ['/pixel.png', '/missing']) {
    const settled = settle(picture, 'load', 'error');
    picture.src = path;
    await settled;
  }
  const request = name(new XMLHttpRequest(), 'a request');
  name(request.upload, 'an upload');
  for (const type of ['readystatechange', 'loadstart', 'load', 'loadend']) {
    request.addEventListener(type, listeners[0]);
    request[`on${type}`] = listeners[13];
    request.upload.addEventListener(type, listeners[1]);
  }
  const loaded = settle(request, 'loadend');
  request.open('POST', '/echo');
  request.send('body');
  request.removeEventListener('loadend', listeners[0]);
  await loaded;
  say(request.status, request.responseText);

  const stream = new ReadableStream({ pull: (controller) => controller.close() });
  say(stream, (await stream.getReader().read()).done);
  attempt('a stream', () => new ReadableStream(1));
  attempt('a stream', () => new ReadableStream({ pull: 1 }));
  attempt('a stream', () => ReadableStream());
  attempt('an observer', () => new MutationObserver());
  attempt('an observer', () => new MutationObserver(1));
  attempt('a definition', () => customElements.define('x-work'));
  attempt('a definition', () => customElements.define('x-work', class {}));
  attempt('a definition', () => customElements.define('x-work', {}));
  container.remove();
  return log;
}
