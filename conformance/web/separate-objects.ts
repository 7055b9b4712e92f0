import { htmlEvents, webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent, withElement } from './events.ts';

const section = webIntegration('summary-of-event-propagation-rules');
const html = htmlEvents('section-by-section');

interface Port extends EventTarget {
  start?(): void;
  close(): void;
}

export default defineArea('separate-objects', 'Events of other objects than the one that is acted on', (test) => {
  const others = new WeakMap<EventTarget, MessagePort | BroadcastChannel>();

  defineEventCases<Port>(test, {
    event: 'a message of a MessagePort',
    cause: 'postMessage on the other port',
    type: 'message',
    isEmpty: true,
    section,
    needs: ['api MessageChannel'],
    create() {
      const { port1, port2 } = new MessageChannel();
      others.set(port1, port2);
      return port1;
    },
    start(port) {
      port.start?.();
      others.get(port)?.postMessage('message');
    },
    end(port) {
      port.close();
    },
  });

  let count = 0;
  defineEventCases<Port>(test, {
    event: 'a message of a BroadcastChannel',
    cause: 'postMessage on another channel',
    type: 'message',
    isEmpty: true,
    section,
    needs: ['api BroadcastChannel'],
    create() {
      const name = `asynccontext ${++count} ${Math.random()}`;
      const channel = new BroadcastChannel(name);
      others.set(channel, new BroadcastChannel(name));
      return channel;
    },
    start(channel) {
      others.get(channel)?.postMessage('message');
    },
    end(channel) {
      channel.close();
      others.get(channel)?.close();
    },
  });

  const global = globalThis as unknown as EventTarget & { postMessage(message: unknown, origin: string): void };

  test(
    'a message that a window posts to itself runs listeners in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      register(() => {
        global.addEventListener('message', note);
      });
      const received = nextEvent(global, 'message');
      cause(() => {
        global.postMessage('message', '*');
      });
      await received;
      global.removeEventListener('message', note);
      assert.sameList(seen, [undefined]);
    },
    ['api document'],
  );

  test(
    'storage, after a frame has set an item, runs listeners in the empty mapping',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const realm = host.createRealm?.();
      register(() => {
        global.addEventListener('storage', note);
      });
      const changed = nextEvent(global, 'storage');
      cause(() => {
        realm?.globalThis.localStorage.setItem('asynccontext', String(Math.random()));
      });
      await changed;
      global.removeEventListener('storage', note);
      realm?.globalThis.localStorage.removeItem('asynccontext');
      assert.sameList(seen, [undefined]);
    },
    ['createRealm', 'api localStorage'],
  );

  test(
    'hashchange runs listeners in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      register(() => {
        global.addEventListener('hashchange', note);
      });
      const changed = nextEvent(global, 'hashchange');
      cause(() => {
        location.hash = location.hash === '#three' ? '#four' : '#three';
      });
      await changed;
      global.removeEventListener('hashchange', note);
      assert.sameList(seen, [undefined]);
    },
    ['api document'],
  );

  test(
    'popstate of history.back() runs listeners in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      history.pushState(1, '', '#five');
      register(() => {
        global.addEventListener('popstate', note);
      });
      const changed = nextEvent(global, 'popstate');
      cause(() => {
        history.back();
      });
      await changed;
      global.removeEventListener('popstate', note);
      assert.sameList(seen, [undefined]);
    },
    ['api history'],
  );

  const { navigation, cookieStore } = globalThis as unknown as {
    navigation: EventTarget & { navigate(url: string, options: object): { finished: Promise<unknown> } };
    cookieStore: EventTarget & { set(name: string, value: string): Promise<void> };
  };

  test(
    'navigatesuccess runs listeners and handlers in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      register(() => {
        navigation.addEventListener('navigatesuccess', note);
        Reflect.set(navigation, 'onnavigatesuccess', note);
      });
      assert.same(Reflect.get(navigation, 'onnavigatesuccess'), note);
      const done = nextEvent(navigation, 'navigatesuccess');
      await cause(async () => {
        navigation.navigate(location.hash === '#six' ? '#seven' : '#six', { history: 'replace' });
        await undefined;
        await undefined;
      });
      await done;
      Reflect.set(navigation, 'onnavigatesuccess', null);
      navigation.removeEventListener('navigatesuccess', note);
      assert.sameList(seen, [undefined, undefined]);
    },
    ['api navigation'],
  );

  test(
    'navigateerror runs listeners in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const error = new Error('refused');
      const intercept = (event: Event) => {
        (event as Event & { intercept(options: object): void }).intercept({ handler: () => Promise.reject(error) });
      };
      navigation.addEventListener('navigate', intercept, { once: true });
      register(() => {
        navigation.addEventListener('navigateerror', note);
      });
      const failed = nextEvent(navigation, 'navigateerror');
      await cause(async () => {
        const { finished, committed } = navigation.navigate(location.hash === '#eight' ? '#nine' : '#eight', {
          history: 'replace',
        }) as Record<'finished' | 'committed', Promise<unknown>>;
        committed.catch(() => undefined);
        finished.catch(() => undefined);
        await undefined;
        await undefined;
      });
      await failed;
      navigation.removeEventListener('navigateerror', note);
      assert.sameList(seen, [undefined]);
    },
    ['api navigation', 'api NavigateEvent.prototype.intercept'],
  );

  test(
    'change of the cookie store runs listeners in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      register(() => {
        cookieStore.addEventListener('change', note);
      });
      const changed = nextEvent(cookieStore, 'change');
      await cause(() => cookieStore.set('asynccontext', String(Math.random())));
      await changed;
      cookieStore.removeEventListener('change', note);
      assert.sameList(seen, [undefined]);
    },
    ['api cookieStore', 'api document'],
  );

  test(
    'loadingerror of the fonts of a document runs listeners in the empty mapping',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const url = host.server?.url('/missing') ?? '';
      const face = new FontFace(`font${Math.random()}`.replace('.', ''), `url(${url})`);
      register(() => {
        document.fonts.addEventListener('loadingerror', note);
      });
      const failed = nextEvent(document.fonts, 'loadingerror');
      cause(() => {
        document.fonts.add(face);
        face.load().catch(() => undefined);
      });
      await failed;
      document.fonts.removeEventListener('loadingerror', note);
      document.fonts.delete(face);
      assert.sameList(seen, [undefined]);
    },
    ['api document.fonts', 'api FontFace', 'server'],
  );

  test(
    'animationstart after a change of style runs listeners in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      await withElement(document.createElement('div'), async (container) => {
        container.innerHTML =
          '<style>@keyframes fade { from { opacity: 0; } } .fading { animation: fade 10ms; }</style><p>text</p>';
        const target = container.lastElementChild as HTMLElement;
        register(() => {
          target.addEventListener('animationstart', note);
        });
        const started = nextEvent(target, 'animationstart');
        cause(() => {
          target.className = 'fading';
        });
        await started;
        assert.sameList(seen, [undefined]);
      });
    },
    ['api document'],
  );

  test(
    'addtrack of text tracks runs listeners in the empty mapping',
    html,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const video = document.createElement('video');
      const { textTracks } = video;
      register(() => {
        textTracks.addEventListener('addtrack', note);
      });
      const added = nextEvent(textTracks, 'addtrack');
      cause(() => {
        video.addTextTrack('subtitles');
      });
      await added;
      assert.sameList(seen, [undefined]);
    },
    ['api HTMLVideoElement'],
  );
});
