// The Node process of one contender: runs the scripts of its page and takes samples when told.
import { runInThisContext } from 'node:vm';

const { setImmediate } = globalThis;

globalThis.benchHost = {
  nextTask: (callback) => setImmediate(callback),
  post: (message) => process.send(message),
  heap(callback) {
    globalThis.gc();
    setImmediate(() => {
      globalThis.gc();
      callback(process.memoryUsage().heapUsed);
    });
  },
};

process.on('message', ({ scripts, sample }) => {
  if (scripts !== undefined) {
    for (const script of scripts) runInThisContext(script);
    process.send({ ready: true });
  } else {
    globalThis.bench.sample(sample);
  }
});
