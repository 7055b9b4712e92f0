import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';

const section = webIntegration('events');
const needs = ['api OfflineAudioContext'] as const;

/** Runs when the target's context is rendered. */
const renderings = new WeakMap<EventTarget, OfflineAudioContext>();

function source(): ConstantSourceNode {
  const context = new OfflineAudioContext(1, 8_000, 8_000);
  const node = new ConstantSourceNode(context);
  node.connect(context.destination);
  renderings.set(node, context);
  return node;
}

export default defineArea('audio', 'Web Audio', (test) => {
  defineEventCases(test, {
    event: 'the complete of rendering',
    cause: 'startRendering',
    type: 'complete',
    section,
    needs,
    create: () => new OfflineAudioContext(1, 128, 8_000),
    start: (context) => context.startRendering(),
  });
  defineEventCases(test, {
    event: 'the ended of a source',
    cause: 'start',
    type: 'ended',
    section,
    needs,
    create: source,
    start(node, { AsyncContext }) {
      node.start(0);
      // In another mapping: steering does not begin anew.
      new AsyncContext.Snapshot().run(() => {
        node.stop(0.01);
      });
      void renderings.get(node)?.startRendering();
    },
  });

  test(
    'the ended of a buffer has the mapping of start, whichever mapping stops it or renders',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const context = new OfflineAudioContext(1, 8_000, 8_000);
      const node = new AudioBufferSourceNode(context, {
        buffer: new AudioBuffer({ length: 4_000, sampleRate: 8_000 }),
      });
      node.connect(context.destination);
      node.onended = note;
      variable.run('started', () => {
        node.start();
      });
      variable.run('stopped', () => {
        node.stop(0.1);
      });
      const ended = nextEvent(node, 'ended');
      void variable.run('rendered', () => context.startRendering());
      await ended;
      assert.sameList(seen, ['started']);
    },
    needs,
  );

  test(
    'start throws the platform’s errors',
    section,
    ({ assert }) => {
      const node = source();
      node.start();
      assert.throws(() => {
        node.start();
      }, DOMException);
      assert.throws(() => {
        AudioScheduledSourceNode.prototype.start.call({} as AudioScheduledSourceNode);
      }, TypeError);
    },
    needs,
  );
});
