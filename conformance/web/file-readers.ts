import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';

const section = webIntegration('events');
const needs = ['api FileReader'] as const;

const read = (reader: FileReader) => {
  reader.readAsText(new Blob(['text']));
};

export default defineArea('file-readers', 'FileReader', (test) => {
  for (const type of ['loadstart', 'load', 'loadend']) {
    defineEventCases(test, {
      event: `the ${type} of a reader`,
      cause: 'the reading',
      type,
      section,
      needs,
      create: () => new FileReader(),
      start: read,
    });
  }

  const methods = ['readAsArrayBuffer', 'readAsBinaryString', 'readAsDataURL', 'readAsText'] as const;
  for (const method of methods) {
    test(
      `${method} runs the listeners of all that follows in its mapping`,
      section,
      async ({ AsyncContext, assert }) => {
        const { variable, seen, register, cause } = createFlows(AsyncContext);
        const reader = new FileReader();
        register(() => {
          for (const type of ['loadstart', 'progress', 'load', 'loadend']) {
            reader.addEventListener(type, () => seen.push(`${type}: ${String(variable.get())}`));
          }
        });
        cause(() => {
          reader[method](new Blob(['text']));
        });
        await nextEvent(reader, 'loadend');
        assert.sameList([...new Set(seen)], ['loadstart: cause', 'progress: cause', 'load: cause', 'loadend: cause']);
      },
      needs,
    );
  }

  test(
    'a reader that reads again runs listeners in the mapping of the second call',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note } = createFlows(AsyncContext);
      const reader = new FileReader();
      reader.onload = note;
      for (const name of ['first', 'second']) {
        variable.run(name, read.bind(undefined, reader));
        await nextEvent(reader, 'loadend');
      }
      read(reader);
      await nextEvent(reader, 'loadend');
      assert.sameList(seen, ['first', 'second', undefined]);
    },
    needs,
  );

  test(
    'abort runs the listeners of abort and loadend in its own mapping, at once',
    section,
    ({ AsyncContext, assert }) => {
      const { variable, seen, cause } = createFlows(AsyncContext);
      const reader = new FileReader();
      cause(() => {
        read(reader);
      });
      for (const type of ['abort', 'loadend']) {
        reader.addEventListener(type, () => seen.push(`${type}: ${String(variable.get())}`));
      }
      variable.run('aborted', () => {
        reader.abort();
      });
      assert.sameList(seen, ['abort: aborted', 'loadend: aborted']);
    },
    needs,
  );

  test(
    'reading throws the platform’s error for a reader that is busy and for no blob, and changes nothing',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, seen, note, cause } = createFlows(AsyncContext);
      const reader = new FileReader();
      reader.onload = note;
      cause(() => {
        read(reader);
      });
      variable.run('again', () => {
        assert.throws(() => {
          read(reader);
        }, DOMException);
        assert.throws(() => {
          reader.readAsText({} as Blob);
        }, TypeError);
      });
      await nextEvent(reader, 'loadend');
      assert.sameList(seen, ['cause']);
    },
    needs,
  );
});
