import type { Area } from '../suite.ts';
import animations from './animations.ts';
import audio from './audio.ts';
import completions from './completions.ts';
import customElements from './custom-elements.ts';
import databases from './databases.ts';
import documentsAndAgents from './documents-and-agents.ts';
import errorReporting from './error-reporting.ts';
import eventSources from './event-sources.ts';
import fileReaders from './file-readers.ts';
import frames from './frames.ts';
import images from './images.ts';
import linksAndStyles from './links-and-styles.ts';
import media from './media.ts';
import modulesAndScripts from './modules-and-scripts.ts';
import notifications from './notifications.ts';
import observers from './observers.ts';
import recorders from './recorders.ts';
import requests from './requests.ts';
import scripts from './scripts.ts';
import separateObjects from './separate-objects.ts';
import signals from './signals.ts';
import streams from './streams.ts';
import synchronousEvents from './synchronous-events.ts';
import toggles from './toggles.ts';
import tracks from './tracks.ts';
import userEvents from './user-events.ts';
import webSockets from './web-sockets.ts';
import workers from './workers.ts';

/** The web half of the suite, in the order of its table. */
export const webAreas: readonly Area[] = [
  synchronousEvents,
  userEvents,
  separateObjects,
  errorReporting,
  completions,
  requests,
  eventSources,
  webSockets,
  fileReaders,
  workers,
  databases,
  signals,
  notifications,
  audio,
  recorders,
  images,
  linksAndStyles,
  scripts,
  frames,
  tracks,
  toggles,
  media,
  animations,
  customElements,
  observers,
  streams,
  modulesAndScripts,
  documentsAndAgents,
];
