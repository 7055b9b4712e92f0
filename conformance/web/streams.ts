import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import { createFlows } from './events.ts';

const section = webIntegration('stream-underlying-apis');

export default defineArea('streams', 'Sources, sinks and transformers of streams', (test) => {
  test(
    'start runs in the mapping of the construction',
    section,
    ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      cause(() => {
        new ReadableStream({ start: note });
        new WritableStream({ start: note });
        new TransformStream({ start: note });
      });
      assert.sameList(seen, ['cause', 'cause', 'cause']);
    },
    ['api ReadableStream', 'api WritableStream', 'api TransformStream'],
  );

  test(
    'a pull that a read causes at once runs in the mapping of the read',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note, register, cause } = createFlows(AsyncContext);
      const stream = register(
        () =>
          new ReadableStream<string>(
            {
              pull(controller) {
                note();
                controller.enqueue('chunk');
              },
            },
            { highWaterMark: 0 },
          ),
      );
      await nextTask();
      const reader = stream.getReader();
      const { value } = await cause(() => reader.read());
      assert.same(value, 'chunk');
      await variable.run('second', () => reader.read());
      assert.sameList(seen, ['cause', 'second']);
    },
    ['api ReadableStream'],
  );

  test(
    'a pull that waits for an earlier one runs in the mapping of the read that asked for it',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note, register } = createFlows(AsyncContext);
      const pulls: (() => void)[] = [];
      const stream = register(
        () =>
          new ReadableStream<number>(
            {
              pull(controller) {
                note();
                return new Promise<void>((resolve) => {
                  pulls.push(() => {
                    controller.enqueue(pulls.length);
                    resolve();
                  });
                });
              },
            },
            { highWaterMark: 0 },
          ),
      );
      await nextTask();
      const reader = stream.getReader();
      const reads = ['first', 'second', 'third'].map((name) => variable.run(name, () => reader.read()));
      for (let i = 0; i < 3; i++) {
        await nextTask();
        variable.run('elsewhere', () => pulls[i]?.());
      }
      await Promise.all(reads);
      assert.sameList(seen, ['first', 'second', 'third']);
    },
    ['api ReadableStream'],
  );

  test(
    'the first pull, which no read causes, runs in the mapping of the construction',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, cause } = createFlows(AsyncContext);
      const started = deferred();
      const { promise, resolve } = deferred();
      cause(
        () =>
          new ReadableStream({
            start: () => started.promise,
            pull() {
              resolve(variable.get());
            },
          }),
      );
      await nextTask();
      variable.run('elsewhere', () => {
        started.resolve(undefined);
      });
      assert.same(await promise, 'cause');
    },
    ['api ReadableStream'],
  );

  test(
    'cancel runs in the mapping of the cancel call',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, register, cause } = createFlows(AsyncContext);
      const stream = register(() => new ReadableStream({ cancel: note }));
      await cause(() => stream.cancel());
      assert.sameList(seen, ['cause']);
    },
    ['api ReadableStream'],
  );

  test(
    'each write of a sink runs in the mapping of the write that its chunk comes from',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register } = createFlows(AsyncContext);
      const seen: string[] = [];
      const stream = register(
        () =>
          new WritableStream<string>({
            async write(chunk) {
              seen.push(`${chunk} ${String(variable.get())}`);
              await nextTask();
            },
            close() {
              seen.push(`close ${String(variable.get())}`);
            },
          }),
      );
      const writer = stream.getWriter();
      const writes = ['a', 'b', 'c'].map((name) => variable.run(name, () => writer.write(`chunk ${name}`)));
      await variable.run('end', () => writer.close());
      await Promise.all(writes);
      assert.sameList(seen, ['chunk a a', 'chunk b b', 'chunk c c', 'close end']);
    },
    ['api WritableStream'],
  );

  test(
    'the abort of a sink runs in the mapping of the abort call',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, note, seen, register, cause } = createFlows(AsyncContext);
      const writing = deferred();
      const stream = register(() => new WritableStream<string>({ write: () => writing.promise as never, abort: note }));
      const writer = stream.getWriter();
      await nextTask();
      writer.write('chunk').catch(() => undefined);
      writer.closed.catch(() => undefined);
      const aborted = cause(() => writer.abort(new Error('aborted')));
      await nextTask();
      variable.run('elsewhere', () => {
        writing.resolve(undefined);
      });
      await aborted;
      assert.sameList(seen, ['cause']);
    },
    ['api WritableStream'],
  );

  test(
    'a transformer runs in the mappings of the writes and of the close',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register } = createFlows(AsyncContext);
      const seen: string[] = [];
      const stream = register(
        () =>
          new TransformStream<string, string>({
            transform(chunk, controller) {
              seen.push(`${chunk} ${String(variable.get())}`);
              controller.enqueue(chunk);
            },
            flush() {
              seen.push(`flush ${String(variable.get())}`);
            },
          }),
      );
      const writer = stream.writable.getWriter();
      const writes = ['a', 'b'].map((name) => variable.run(name, () => writer.write(name)));
      const closed = variable.run('end', () => writer.close());
      const reader = stream.readable.getReader();
      while (!(await reader.read()).done);
      await Promise.all([...writes, closed]);
      assert.sameList(seen, ['a a', 'b b', 'flush end']);
    },
    ['api TransformStream'],
  );

  test(
    'the methods get the source, the sink or the transformer as receiver and what the platform passes',
    section,
    async ({ assert }) => {
      const source = {
        start(this: unknown, controller: unknown) {
          assert.same(this, source);
          assert.same(controller instanceof ReadableStreamDefaultController, true);
        },
        pull(this: unknown, controller: ReadableStreamDefaultController) {
          assert.same(this, source);
          controller.close();
        },
      };
      const stream = new ReadableStream(source);
      assert.same(stream instanceof ReadableStream, true);
      assert.same(stream.constructor, ReadableStream);
      assert.same((await stream.getReader().read()).done, true);
      const sink = {
        write(this: unknown, chunk: unknown) {
          assert.same(this, sink);
          assert.same(chunk, 1);
        },
      };
      await new WritableStream(sink).getWriter().write(1);
    },
    ['api ReadableStreamDefaultController', 'api WritableStream'],
  );

  test(
    'what is wrong with a source, a sink or a transformer is the error of the platform',
    section,
    async ({ assert }) => {
      assert.throws(() => new ReadableStream({ pull: 1 as never }), TypeError);
      assert.throws(() => new WritableStream({ type: 'other' as never }), RangeError);
      assert.throws(() => new ReadableStream(null as never), TypeError);
      const error = new Error('thrown');
      const throws = () => {
        throw error;
      };
      assert.throws(() => new ReadableStream({ start: throws }), { value: error });
      assert.throws(
        () =>
          Reflect.construct(ReadableStream, [
            {
              get pull() {
                return throws();
              },
            },
          ]),
        { value: error },
      );
      await assert.rejects(new ReadableStream({ pull: throws }).getReader().read(), { value: error });
      await assert.rejects(new WritableStream({ write: throws }).getWriter().write(), { value: error });
      assert.throws(() => Reflect.apply(ReadableStream.prototype.getReader, {}, []), TypeError);
      await assert.rejects(Reflect.apply(ReadableStreamDefaultReader.prototype.read, {}, []), TypeError);
    },
    ['api ReadableStreamDefaultReader', 'api WritableStream'],
  );

  test(
    'the write of a sink that the body of a response is piped into runs in the mapping of the fetch call',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, cause, variable } = createFlows(AsyncContext);
      const response = await cause(() => fetch(host.server?.url('/data.json') ?? ''));
      await variable.run('elsewhere', () => response.body?.pipeTo(new WritableStream({ write: note })));
      assert.same(seen[0], 'cause');
    },
    ['api ReadableStream.prototype.pipeTo', 'api fetch', 'server'],
  );
});
