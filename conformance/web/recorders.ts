import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';

const section = webIntegration('events');
const needs = ['a format for MediaRecorder', 'api HTMLCanvasElement.prototype.captureStream'] as const;

/** Of a canvas that is drawn on all the time. */
function recorder(): MediaRecorder {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const made = new MediaRecorder(canvas.captureStream());
  let frame = 0;
  const draw = () => {
    context?.fillRect(frame++ % 100, 0, 1, 1);
    if (frame < 600) requestAnimationFrame(draw);
  };
  draw();
  return made;
}

async function recording(): Promise<MediaRecorder> {
  const made = recorder();
  made.start();
  await nextEvent(made, 'start');
  return made;
}

const stop = (made: MediaRecorder) => {
  made.stop();
};

export default defineArea('recorders', 'MediaRecorder', (test) => {
  defineEventCases(test, {
    event: 'the start of a recording',
    cause: 'start',
    type: 'start',
    section,
    needs,
    create: recorder,
    start(made) {
      made.start();
    },
    end: stop,
  });
  defineEventCases(test, {
    event: 'the stop of a recording',
    cause: 'stop',
    type: 'stop',
    section,
    needs,
    create: recording,
    start: stop,
  });
  defineEventCases(test, {
    event: 'the pause of a recording',
    cause: 'pause',
    type: 'pause',
    section,
    needs,
    create: recording,
    start(made) {
      made.pause();
    },
    end: stop,
  });

  test(
    'a recording runs each listener in the mapping of what caused its event',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const made = recorder();
      for (const type of ['start', 'dataavailable', 'pause', 'resume', 'stop']) {
        made.addEventListener(type, () => seen.push(`${type}: ${String(variable.get())}`));
      }
      for (const method of ['start', 'pause', 'resume'] as const) {
        const fired = nextEvent(made, method);
        variable.run(method, () => {
          made[method]();
        });
        await fired;
      }
      variable.run('stop', stop.bind(undefined, made));
      variable.run('stop again', stop.bind(undefined, made));
      await nextEvent(made, 'stop');
      assert.sameList(
        [...new Set(seen)],
        ['start: start', 'pause: pause', 'resume: resume', 'dataavailable: start', 'stop: stop'],
      );
    },
    needs,
  );

  test(
    'a recording whose source ends has the listeners of stop run in the mapping of start',
    section,
    async ({ AsyncContext, assert }) => {
      const { seen, note, cause } = createFlows(AsyncContext);
      const made = recorder();
      made.onstop = note;
      cause(() => {
        made.start();
      });
      await nextEvent(made, 'start');
      for (const track of made.stream.getTracks()) track.stop();
      await nextEvent(made, 'stop');
      assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
