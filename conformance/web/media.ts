import { htmlEvents } from '../sections.ts';
import { defineArea, type CaseContext } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, insert, urlOf } from './resources.ts';

const section = htmlEvents('4811---the-media-elements-shared-logic-for-videoaudio');
const needs = ['server', 'api HTMLMediaElement', 'api Audio'] as const;

const loadingTypes = ['loadstart', 'durationchange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough'];

/** Notes the value of the variable by the type of each event. */
function noteTypes(
  { AsyncContext }: CaseContext,
  media: HTMLMediaElement,
  types: readonly string[],
): ReturnType<typeof createFlows> & { readonly noted: Map<string, Set<unknown>> } {
  const flows = createFlows(AsyncContext);
  const noted = new Map<string, Set<unknown>>();
  for (const type of types) {
    media.addEventListener(type, () => {
      noted.set(type, (noted.get(type) ?? new Set()).add(flows.variable.get()));
    });
  }
  return { ...flows, noted };
}

/** An element that has loaded, outside of every run. */
async function loaded(context: CaseContext): Promise<HTMLAudioElement> {
  const audio = create('audio', { muted: true, preload: 'auto' });
  audio.src = urlOf(context, '/silence.wav');
  await nextEvent(audio, 'canplaythrough');
  return audio;
}

// F5, with separate tasks for loading and playing
export default defineArea('media', 'Media elements', (test) => {
  defineEventCases<HTMLMediaElement>(test, {
    event: 'the loadedmetadata of an audio element',
    cause: 'the setting of src',
    type: 'loadedmetadata',
    section,
    needs,
    create: () => create('audio'),
    start: (audio, context) => {
      audio.src = urlOf(context, '/silence.wav');
    },
  });

  defineEventCases<HTMLMediaElement>(test, {
    event: 'the error of an audio element',
    cause: 'the setting of src',
    type: 'error',
    section,
    needs,
    create: () => create('audio'),
    start: (audio, context) => {
      audio.src = urlOf(context, '/missing');
    },
  });

  defineEventCases<HTMLMediaElement>(test, {
    event: 'the volumechange of an audio element',
    cause: 'the setting of volume',
    type: 'volumechange',
    section,
    needs,
    create: () => create('audio'),
    start: (audio) => {
      audio.volume = audio.volume === 0.5 ? 0.25 : 0.5;
    },
  });

  defineEventCases<HTMLMediaElement>(test, {
    event: 'the ratechange of an audio element',
    cause: 'the setting of playbackRate',
    type: 'ratechange',
    section,
    needs,
    create: () => create('audio'),
    start: (audio) => {
      audio.playbackRate = 2;
    },
  });

  test(
    'all that an element reports while it loads is in the mapping in which src was set',
    section,
    async (context) => {
      const audio = create('audio', { preload: 'auto' });
      const { noted, cause } = noteTypes(context, audio, loadingTypes);
      cause(() => {
        audio.setAttribute('src', urlOf(context, '/silence.wav'));
      });
      await nextEvent(audio, 'canplaythrough');
      for (const type of loadingTypes) context.assert.sameList([...(noted.get(type) ?? [])], ['cause'], type);
    },
    needs,
  );

  for (const [way, load] of [
    ['new Audio(src)', (context: CaseContext) => new Audio(urlOf(context, '/silence.wav'))],
    [
      'the insertion of a source',
      (context: CaseContext) => {
        const audio = create('audio');
        audio.append(create('source', { src: urlOf(context, '/silence.wav') }));
        return audio;
      },
    ],
    [
      'innerHTML',
      (context: CaseContext) => {
        const holder = create('div');
        holder.innerHTML = `<audio preload="auto" src="${urlOf(context, '/silence.wav')}"></audio>`;
        return holder.firstChild as HTMLAudioElement;
      },
    ],
  ] as const) {
    test(
      `an element that loads because of ${way} reports that in the mapping of it`,
      section,
      async (context) => {
        const { note, seen, cause } = createFlows(context.AsyncContext);
        const audio = cause(() => load(context));
        audio.addEventListener('loadedmetadata', note);
        await nextEvent(audio, 'loadedmetadata');
        context.assert.sameList(seen, ['cause']);
      },
      needs,
    );
  }

  test(
    'load() makes an element that has loaded report in the mapping of the call',
    section,
    async (context) => {
      const audio = await loaded(context);
      const types = ['abort', 'emptied', ...loadingTypes];
      const { noted, cause } = noteTypes(context, audio, types);
      cause(() => {
        audio.load();
      });
      await nextEvent(audio, 'canplaythrough');
      for (const [type, values] of noted) context.assert.sameList([...values], ['cause'], type);
      context.assert.same(noted.has('emptied'), true);
    },
    needs,
  );

  test(
    'an element that is played to its end reports that in the mapping of play(), and its loading in that of src',
    section,
    async (context) => {
      const audio = create('audio', { muted: true });
      const { noted, variable } = noteTypes(context, audio, [
        'loadedmetadata',
        'play',
        'playing',
        'timeupdate',
        'pause',
        'ended',
      ]);
      variable.run('loading', () => {
        audio.src = urlOf(context, '/silence.wav');
      });
      await variable.run('playing', () => audio.play());
      await nextEvent(audio, 'ended');
      context.assert.sameList([...(noted.get('loadedmetadata') ?? [])], ['loading']);
      for (const type of ['play', 'playing', 'timeupdate', 'pause', 'ended']) {
        context.assert.sameList([...(noted.get(type) ?? [])], ['playing'], type);
      }
    },
    needs,
  );

  test(
    'pause() reports in its own mapping',
    section,
    async (context) => {
      const audio = await loaded(context);
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      await variable.run('playing', () => audio.play());
      audio.addEventListener('pause', note);
      cause(() => {
        audio.pause();
      });
      await nextEvent(audio, 'pause');
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'an element that plays by itself does so in the mapping in which it began to load',
    section,
    async (context) => {
      const audio = create('audio', { muted: true, autoplay: true });
      insert(audio);
      const { noted, cause } = noteTypes(context, audio, ['play', 'playing']);
      cause(() => {
        audio.src = urlOf(context, '/silence.wav');
      });
      await nextEvent(audio, 'playing');
      audio.remove();
      for (const type of ['play', 'playing']) context.assert.sameList([...(noted.get(type) ?? [])], ['cause'], type);
    },
    needs,
  );

  test(
    'an element that is paused and seeks reports that in the mapping of the seek',
    section,
    async (context) => {
      const audio = await loaded(context);
      const { noted, cause } = noteTypes(context, audio, ['seeking', 'timeupdate', 'seeked']);
      cause(() => {
        audio.currentTime = 0.5;
      });
      await nextEvent(audio, 'seeked');
      for (const type of ['seeking', 'timeupdate', 'seeked']) {
        context.assert.sameList([...(noted.get(type) ?? [])], ['cause'], type);
      }
    },
    needs,
  );

  test(
    'an element that seeks while it plays reports the seek in the mapping of that, and goes on in that of play()',
    section,
    async (context) => {
      const audio = await loaded(context);
      const { noted, cause, variable } = noteTypes(context, audio, ['seeking', 'seeked', 'ended']);
      await variable.run('playing', () => audio.play());
      cause(() => {
        audio.currentTime = 0.7;
      });
      await nextEvent(audio, 'ended');
      context.assert.sameList([...(noted.get('seeking') ?? [])], ['cause']);
      context.assert.sameList([...(noted.get('seeked') ?? [])], ['cause']);
      context.assert.sameList([...(noted.get('ended') ?? [])], ['playing']);
    },
    needs,
  );

  test(
    'an element that seeks while it plays reports the time that it has come to in the mapping of the seek',
    section,
    async (context) => {
      const audio = await loaded(context);
      const { noted, cause, variable } = noteTypes(context, audio, ['timeupdate']);
      await variable.run('playing', () => audio.play());
      cause(() => {
        audio.currentTime = 0.5;
      });
      await nextEvent(audio, 'seeked');
      await nextEvent(audio, 'ended');
      context.assert.same(noted.get('timeupdate')?.has('cause'), true);
    },
    needs,
  );

  test(
    'an element that is removed while it plays reports the pause in the mapping of the removal',
    section,
    async (context) => {
      const audio = await loaded(context);
      insert(audio);
      const { note, seen, cause, variable } = createFlows(context.AsyncContext);
      await variable.run('playing', () => audio.play());
      audio.addEventListener('pause', note);
      cause(() => {
        audio.remove();
      });
      await nextEvent(audio, 'pause');
      context.assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'a source that is missing reports its error in the empty mapping',
    section,
    async (context) => {
      const { note, seen, cause } = createFlows(context.AsyncContext);
      const audio = create('audio');
      const source = create('source', { src: urlOf(context, '/missing') });
      source.addEventListener('error', note);
      cause(() => {
        audio.append(source);
      });
      await nextEvent(source, 'error');
      context.assert.sameList(seen, [undefined]);
    },
    needs,
  );

  test(
    'a video reports its first size in the mapping in which it began to load, later ones in the empty one',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const canvas = create('canvas', { width: 16, height: 16 });
      const draw = () => {
        canvas.getContext('2d')?.fillRect(0, 0, canvas.width, canvas.height);
      };
      draw();
      const drawing = setInterval(draw, 20);
      const video = create('video', { muted: true });
      video.addEventListener('resize', note);
      cause(() => {
        video.srcObject = canvas.captureStream();
        void video.play();
      });
      await nextEvent(video, 'resize');
      canvas.width = 32;
      await nextEvent(video, 'resize');
      clearInterval(drawing);
      video.srcObject = null;
      assert.sameList(seen, ['cause', undefined]);
    },
    ['api HTMLCanvasElement.prototype.captureStream', 'api HTMLVideoElement'],
  );
});
