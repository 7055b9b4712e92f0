import { webIntegration } from '../sections.ts';
import { defineArea, type CaseContext, type Need } from '../suite.ts';
import { deferred } from '../timing.ts';
import { createFlows, watchingErrors } from './events.ts';
import { urlOf } from './server.ts';

const completion = webIntegration('async-completion-callbacks');
const algorithm = webIntegration('callbacks-run-as-part-of-an-async-algorithm');
const registration = webIntegration('web-apis-that-take-callbacks');

type Callback = (...args: unknown[]) => void;

interface Row {
  /** For titles: `the callback of toBlob`. */
  readonly callback: string;
  readonly section: string;
  readonly needs: readonly Need[];
  /** Makes what the call needs, outside of every run, and returns the call. */
  prepare(context: CaseContext): Call | Promise<Call>;
}

type Call = (callback: Callback) => unknown;

const audio = () => new OfflineAudioContext(1, 1, 8_000);

/** What the platform has in store for callers of its oldest methods. */
type Legacy = Record<string, (...args: unknown[]) => unknown>;

const ignore = () => undefined;

const rows: readonly Row[] = [
  {
    callback: 'the callback of toBlob',
    section: completion,
    needs: ['api HTMLCanvasElement.prototype.toBlob'],
    prepare() {
      const canvas = document.createElement('canvas');
      return (callback) => {
        canvas.toBlob(callback);
      };
    },
  },
  {
    callback: 'the callback of getAsString',
    section: completion,
    needs: ['api DataTransferItem.prototype.getAsString', 'api DataTransfer'],
    prepare() {
      const { items } = new DataTransfer();
      items.add('text', 'text/plain');
      return (callback) => items[0]?.getAsString(callback);
    },
  },
  {
    callback: 'the callback of Notification.requestPermission',
    section: completion,
    needs: ['api Notification.requestPermission'],
    prepare: () => (callback) => Notification.requestPermission(callback),
  },
  {
    callback: 'the success callback of decodeAudioData',
    section: completion,
    needs: ['server', 'api OfflineAudioContext'],
    async prepare(context) {
      const data = await (await fetch(urlOf(context, '/silence.wav'))).arrayBuffer();
      return (callback) => audio().decodeAudioData(data.slice(), callback);
    },
  },
  {
    callback: 'the error callback of decodeAudioData',
    section: completion,
    needs: ['api OfflineAudioContext'],
    prepare: () => (callback) => audio().decodeAudioData(new ArrayBuffer(8), ignore, callback).catch(ignore),
  },
  {
    callback: 'the error callback of getCurrentPosition',
    section: completion,
    needs: ['api Geolocation.prototype.getCurrentPosition', 'api document'],
    prepare() {
      const geolocation = refusingGeolocation();
      return (callback) => {
        Geolocation.prototype.getCurrentPosition.call(geolocation, ignore, callback);
      };
    },
  },
  {
    callback: 'the error callback of watchPosition',
    section: registration,
    needs: ['api Geolocation.prototype.watchPosition', 'api document'],
    prepare() {
      const geolocation = refusingGeolocation();
      return (callback) => {
        const id = Geolocation.prototype.watchPosition.call(geolocation, ignore, (...args) => {
          Geolocation.prototype.clearWatch.call(geolocation, id);
          callback(...args);
        });
      };
    },
  },
  {
    callback: 'the callback of webkitRequestFileSystem',
    section: completion,
    needs: ['api webkitRequestFileSystem'],
    prepare: () => (callback) => requestFileSystem(callback),
  },
  {
    callback: 'the callback of watchAvailability',
    section: registration,
    needs: ['server', 'api RemotePlayback.prototype.watchAvailability'],
    prepare(context) {
      const { remote } = Object.assign(document.createElement('audio'), { src: urlOf(context, '/silence.wav') });
      return (callback) => remote.watchAvailability(callback);
    },
  },
  {
    callback: 'the callback of startViewTransition',
    section: algorithm,
    needs: ['api Document.prototype.startViewTransition'],
    prepare: () => (callback) => transition(callback),
  },
  {
    callback: 'the update callback among the options of startViewTransition',
    section: algorithm,
    needs: ['api ViewTransitionTypeSet', 'api Document.prototype.startViewTransition'],
    prepare: () => (callback) => transition(Object.freeze({ update: callback, types: [] })),
  },
  {
    callback: 'the callback of a lock',
    section: algorithm,
    needs: ['api navigator.locks'],
    prepare: () => (callback) => navigator.locks.request('conformance', callback),
  },
  {
    callback: 'the callback of a lock with options',
    section: algorithm,
    needs: ['api navigator.locks'],
    prepare: () => (callback) => navigator.locks.request('conformance', { mode: 'shared' }, callback),
  },
  {
    callback: 'the callback of createOffer',
    section: completion,
    needs: ['api RTCPeerConnection'],
    prepare() {
      const connection = new RTCPeerConnection() as unknown as Legacy;
      return (callback) => connection.createOffer?.(callback, callback);
    },
  },
  {
    callback: 'the callback of setLocalDescription',
    section: completion,
    needs: ['api RTCPeerConnection'],
    async prepare() {
      const connection = new RTCPeerConnection();
      connection.createDataChannel('channel');
      const offer = await connection.createOffer();
      return (callback) => (connection as unknown as Legacy).setLocalDescription?.(offer, callback, callback);
    },
  },
  {
    callback: 'the error callback of setRemoteDescription',
    section: completion,
    needs: ['api RTCPeerConnection'],
    prepare() {
      const connection = new RTCPeerConnection() as unknown as Legacy;
      return (callback) => connection.setRemoteDescription?.({ type: 'offer', sdp: 'wrong' }, ignore, callback);
    },
  },
];

/** Starts a transition that nobody sees. */
function transition(options: unknown): ViewTransition {
  const started = document.startViewTransition(options as ViewTransitionUpdateCallback);
  started.ready.catch(ignore);
  started.skipTransition();
  return started;
}

/** Of a frame that may not know where it is: it never asks the user, and always fails. */
function refusingGeolocation(): Geolocation {
  const frame = document.createElement('iframe');
  frame.allow = "geolocation 'none'";
  frame.hidden = true;
  document.documentElement.append(frame);
  if (frame.contentWindow === null) throw new Error('the page could not make a frame');
  return frame.contentWindow.navigator.geolocation;
}

interface Entry {
  readonly filesystem: { readonly root: Directory };
  file(done: Callback, failed: Callback): void;
  getParent(done: Callback, failed: Callback): void;
}

interface Directory extends Entry {
  createReader(): { readEntries(done: Callback, failed: Callback): void };
  getFile(path: string, options: unknown, done: Callback, failed: Callback): void;
  getDirectory(path: string, options: unknown, done: Callback, failed: Callback): void;
}

function requestFileSystem(done: Callback, failed: Callback = done): void {
  (globalThis as unknown as { webkitRequestFileSystem: Callback }).webkitRequestFileSystem(0, 1024, done, failed);
}

/** By the name of the interface that an engine has for it: how a file can be had. */
const files = {
  async webkitRequestFileSystem(): Promise<Entry> {
    const { root } = (await new Promise((done: Callback, failed) => {
      requestFileSystem(done, failed);
    })) as { readonly root: Directory };
    return await new Promise((done, failed) => {
      root.getFile('file', { create: true }, done as Callback, failed);
    });
  },
  FileSystemFileEntry: (): Entry => {
    const { items } = new DataTransfer();
    items.add(new File(['text'], 'file'));
    return items[0]?.webkitGetAsEntry() as unknown as Entry;
  },
} as const;

const entryCalls: Readonly<Record<string, (entry: Entry, callback: Callback) => void>> = {
  file: (entry, callback) => {
    entry.file(callback, callback);
  },
  getParent: (entry, callback) => {
    entry.getParent(callback, callback);
  },
  readEntries: ({ filesystem: { root } }, callback) => {
    root.createReader().readEntries(callback, callback);
  },
  getFile: ({ filesystem: { root } }, callback) => {
    root.getFile('file', {}, callback, callback);
  },
  getDirectory: ({ filesystem: { root } }, callback) => {
    root.getDirectory('missing', {}, callback, callback);
  },
};

const entryRows = Object.entries(files).flatMap(([source, getFile]) =>
  Object.entries(entryCalls).map(([method, call]): Row => ({
    callback: `the callback of ${method} of an entry by way of ${source}`,
    section: completion,
    needs: [`api ${source}`, 'api document'],
    async prepare() {
      const entry = await getFile();
      return (callback) => {
        call(entry, callback);
      };
    },
  })),
);

export default defineArea('completions', 'Callbacks for completion and change', (test) => {
  for (const { callback, section, needs, prepare } of [...rows, ...entryRows]) {
    test(
      `${callback} runs in the mapping of the call`,
      section,
      async (context) => {
        const { assert } = context;
        const { variable, cause } = createFlows(context.AsyncContext);
        const { promise, resolve } = deferred();
        const call = await prepare(context);
        cause(() =>
          call(() => {
            resolve(variable.get());
          }),
        );
        assert.same(variable.get(), undefined, 'after the call');
        assert.same(await promise, 'cause');
      },
      needs,
    );

    test(
      `${callback} sees no value if the call is outside of every run`,
      section,
      async (context) => {
        const { variable, cause } = createFlows(context.AsyncContext);
        const { promise, resolve } = deferred();
        const call = await cause(() => prepare(context));
        variable.run('over', () => undefined);
        call(() => {
          resolve(variable.get());
        });
        context.assert.same(await promise, undefined);
      },
      needs,
    );
  }

  test(
    'a callback gets the arguments and the receiver that the platform gives it, and its errors are reported',
    completion,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const thrown = new Error('thrown by a callback');
      const { promise, resolve } = deferred();
      const canvas = document.createElement('canvas');
      await watchingErrors(
        (error) => {
          seen.push(error, variable.get());
          resolve(undefined);
        },
        async () => {
          variable.run('called', () => {
            canvas.toBlob(function (this: unknown, ...args: unknown[]) {
              seen.push(this, args.length, args[0] instanceof Blob);
              throw thrown;
            });
          });
          await promise;
        },
      );
      assert.sameList(seen, [undefined, 1, true, thrown, undefined]);
    },
    ['api HTMLCanvasElement.prototype.toBlob'],
  );

  test(
    'the methods refuse what the platform refuses, with its errors',
    completion,
    ({ assert }) => {
      const { toBlob } = HTMLCanvasElement.prototype;
      const canvas = document.createElement('canvas');
      assert.throws(() => {
        toBlob.call({} as HTMLCanvasElement, ignore);
      }, TypeError);
      assert.throws(() => {
        (toBlob as () => void).call(canvas);
      }, TypeError);
      assert.throws(() => {
        canvas.toBlob({} as never);
      }, TypeError);
      assert.sameList([toBlob.name, toBlob.length], ['toBlob', 1]);
      assert.property(HTMLCanvasElement.prototype, 'toBlob', { writable: true, enumerable: true, configurable: true });
    },
    ['api HTMLCanvasElement.prototype.toBlob'],
  );

  test(
    'a function that is passed as the options of a lock is not taken for the callback',
    algorithm,
    async ({ AsyncContext, assert }) => {
      const { variable, cause } = createFlows(AsyncContext);
      const options = Object.assign(ignore.bind(undefined), { mode: 'shared' as const });
      const seen = await cause(() =>
        navigator.locks.request('conformance options', options, (lock) => [lock?.mode, variable.get()]),
      );
      assert.sameList(seen, ['shared', 'cause']);
    },
    ['api navigator.locks'],
  );

  test(
    'startViewTransition reads its options as the platform does',
    algorithm,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, cause } = createFlows(AsyncContext);
      const log: string[] = [];
      const options = {
        get types() {
          log.push('types');
          return null;
        },
        get update() {
          log.push('update');
          return () => void seen.push(variable.get());
        },
      };
      await cause(() => transition(options)).updateCallbackDone;
      assert.sameList(log.toSorted(), ['types', 'update']);
      assert.sameList(seen, ['cause']);
      transition(undefined);
      transition(null);
    },
    ['api ViewTransitionTypeSet', 'api Document.prototype.startViewTransition'],
  );

  test(
    'setActionHandler takes a handler, null and nothing else',
    registration,
    ({ assert }) => {
      const { mediaSession } = navigator;
      mediaSession.setActionHandler('play', ignore);
      mediaSession.setActionHandler('play', null);
      assert.throws(() => {
        mediaSession.setActionHandler('play', 'code' as never);
      }, TypeError);
      assert.throws(() => {
        (mediaSession.setActionHandler as (action: string) => void)('play');
      }, TypeError);
    },
    ['api MediaSession'],
  );
});
