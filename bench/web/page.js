// Measures in a page, or in a Node process that has set `benchHost`. Loaded before the contender,
// so that what it uses itself is native; it calls back by tasks and uses no promise.
(() => {
  const { EventSource, gc, MessageChannel, navigator, performance, Reflect, setTimeout } = globalThis;
  const { then } = Promise.prototype;
  const now = () => performance.now();

  const SAMPLE = 55;
  /** A clock that counts milliseconds is then wrong by two percent at most. */
  const SHORTEST_SAMPLE = 50;
  const WARM_UP = 60;
  const WEIGHED = 20_000;

  const host = globalThis.benchHost ?? browserHost();

  function browserHost() {
    const { port1, port2 } = new MessageChannel();
    const callbacks = [];
    port1.onmessage = () => callbacks.shift()();
    new EventSource('/events').onmessage = ({ data }) => globalThis.bench.sample(JSON.parse(data).sample);
    return {
      nextTask(callback) {
        callbacks.push(callback);
        port2.postMessage(0);
      },
      // No request that the page waits for, hence none that a contender has a part in.
      post: (message) => navigator.sendBeacon('/', JSON.stringify(message)),
      heap: gc === undefined || performance.measureUserAgentSpecificMemory === undefined ? undefined : browserHeap,
    };
  }

  function browserHeap(callback, fail) {
    let done = false;
    const answer = ({ breakdown }) => {
      done = true;
      callback(breakdown.reduce((sum, { types, bytes }) => sum + (types.includes('JavaScript') ? bytes : 0), 0));
    };
    Reflect.apply(then, performance.measureUserAgentSpecificMemory(), [answer, fail]);
    // It measures at a collection, which may be seconds away.
    const collect = () => {
      if (done) return;
      gc();
      setTimeout(collect, 10);
    };
    collect();
  }

  const { nextTask } = host;
  const counts = {};
  let context;
  let workloads;
  let pending;
  let lost = 0;
  let wrong = 0;
  let leaked = 0;
  let lastValue = 0;

  function check(expected) {
    const seen = context.get();
    if (seen === expected) return;
    if (seen === undefined) lost++;
    else wrong++;
  }

  globalThis.bench = {
    /** @param contender without one, the same is done outside of every context, and nothing checked */
    use({ defineWorkloads, definePending }, contender) {
      context = contender ?? { run: (value, body) => body(), get: () => undefined };
      const surroundings = { ...context, check: contender === undefined ? () => undefined : check, nextTask };
      workloads = defineWorkloads(surroundings);
      pending = definePending(surroundings);
    },

    /** Takes one sample and posts it, some tasks later. */
    sample(name) {
      lost = wrong = leaked = 0;
      const post = (result) => host.post({ ...result, lost, wrong, leaked });
      const fail = (error) => post({ error: String(error) });
      const measure = name === 'memory' ? weigh : time;
      setTimeout(() => {
        try {
          measure(name, post, fail);
        } catch (error) {
          fail(error);
        }
      }, 0);
    },
  };

  /** Posts nanoseconds for one operation. */
  function time(name, post, fail) {
    if (workloads[name] === undefined) {
      post({});
      return;
    }
    let spent = counts[name] === undefined ? 0 : WARM_UP;
    let count = counts[name] ?? 1;
    const attempt = () => {
      timeOnce(name, count, fail, (elapsed, looped) => {
        spent += elapsed;
        counts[name] = count;
        if (spent > WARM_UP && elapsed >= SHORTEST_SAMPLE) {
          const operations = count * (workloads[name].operations ?? 1);
          post({ value: (elapsed * 1e6) / operations, loop: (looped * 1e6) / operations });
          return;
        }
        count = Math.ceil(count * Math.min(Math.max(SAMPLE / elapsed, 0.5), 16));
        nextTask(attempt);
      });
    };
    attempt();
  }

  function timeOnce(name, count, fail, callback) {
    const { start, drained = false } = workloads[name];
    // Every flow of a sample has a value of its own, and no other sample has it.
    const value = (lastValue += 10_000);
    let looped = 0;
    // What an earlier sample has left behind is its fault.
    const outside = context.get();
    const finish = (end) => {
      nextTask(() => {
        // Code outside of every context, a task later.
        const seen = context.get();
        if (seen !== undefined && seen !== outside) leaked++;
        callback(end - begin, looped);
      });
    };
    const begin = now();
    const result = context.run(value, () => start(count, value));
    looped = now() - begin;
    if (drained) nextTask(() => finish(now()));
    else result.then(() => finish(now()), fail);
  }

  /** Posts the bytes that an async function keeps while it waits. */
  function weigh(name, post, fail) {
    if (host.heap === undefined) {
      post({});
      return;
    }
    const value = ++lastValue;
    const begin = () => context.run(value, () => pending.begin(WEIGHED, value));
    const end = (callback) => {
      pending.end().then(() => {
        pending.clear();
        nextTask(callback);
      }, fail);
    };
    // What is made only once, compiled code and hidden classes, is there after the first time.
    begin();
    end(() => {
      host.heap((before) => {
        begin();
        host.heap((after) => end(() => post({ value: (after - before) / WEIGHED })), fail);
      }, fail);
    });
  }
})();
