import { htmlEvents } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { defineEventCases } from './events.ts';
import { create, defineWays, urlOf } from './resources.ts';

const section = htmlEvents('4811---the-media-elements-shared-logic-for-videoaudio');
const needs = ['server', 'api document', 'api HTMLTrackElement'] as const;

// F3.10
export default defineArea('tracks', 'Text tracks that load', (test) => {
  defineEventCases(test, {
    event: 'the load of a track',
    cause: 'the change of its mode',
    type: 'load',
    section,
    needs,
    create(context) {
      const track = create('track', { src: urlOf(context, '/cues.vtt') });
      create('video').append(track);
      return track;
    },
    start: (track) => {
      track.track.mode = 'hidden';
    },
  });

  defineWays(test, section, [
    {
      way: 'a track that is missing',
      type: 'error',
      load(context, holder) {
        const video = create('video');
        holder.append(video);
        const track = create('track', { src: urlOf(context, '/missing') });
        video.append(track);
        track.track.mode = 'hidden';
        return track;
      },
    },
  ]);
});
