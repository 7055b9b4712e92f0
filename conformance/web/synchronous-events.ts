import { htmlEvents, webIntegration } from '../sections.ts';
import { defineArea, type CaseContext, type Need } from '../suite.ts';
import { createFlows, withElement } from './events.ts';

const summary = webIntegration('summary-of-event-propagation-rules');
const html = htmlEvents('section-by-section');

/** An event that is fired before the call that causes it returns. */
interface Row {
  /** What causes it, as the subject of a title, and what it fires. */
  readonly call: string;
  readonly types: readonly string[];
  readonly section: string;
  readonly needs: readonly Need[];
  /** Sets the scene, and calls `test` with the target and with what causes the event. */
  perform(test: (target: EventTarget, cause: () => unknown) => void, context: CaseContext): unknown;
}

/** Elements in the document: the first one of the markup is given. */
const inPage = (markup: string, body: (element: never) => void): Promise<void> =>
  withElement(document.createElement('div'), (container) => {
    container.innerHTML = markup;
    body(container.firstElementChild as never);
  });

const page = 'api document' as const;

const rows: readonly Row[] = [
  {
    call: 'click()',
    types: ['click'],
    section: summary,
    needs: [page],
    perform: (test) => {
      const element = document.createElement('button');
      test(element, () => {
        element.click();
      });
    },
  },
  {
    call: 'the activation of a checkbox by click()',
    types: ['input', 'change'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<input type="checkbox">', (input: HTMLInputElement) => {
        test(input, () => {
          input.click();
        });
      }),
  },
  {
    call: 'the activation of a checkbox by a dispatched click',
    types: ['input', 'change'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<input type="checkbox">', (input: HTMLInputElement) => {
        test(input, () => input.dispatchEvent(new MouseEvent('click')));
      }),
  },
  {
    call: 'the activation of a radio button by click() on its label',
    types: ['input', 'change'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<label>text<input type="radio"></label>', (label: HTMLLabelElement) => {
        test(label.control as HTMLElement, () => {
          label.click();
        });
      }),
  },
  {
    call: 'AbortController.prototype.abort()',
    types: ['abort'],
    section: summary,
    needs: ['api AbortController'],
    perform: (test) => {
      const controller = new AbortController();
      test(controller.signal, () => {
        controller.abort();
      });
    },
  },
  {
    call: 'XMLHttpRequest.prototype.open()',
    types: ['readystatechange'],
    section: summary,
    needs: ['api XMLHttpRequest', 'server'],
    perform: (test, { host }) => {
      const request = new XMLHttpRequest();
      test(request, () => {
        request.open('GET', host.server?.url('/data.json') ?? '');
      });
    },
  },
  {
    call: 'XMLHttpRequest.prototype.send()',
    types: ['loadstart'],
    section: summary,
    needs: ['api XMLHttpRequest', 'server'],
    perform: (test, { host }) => {
      const request = new XMLHttpRequest();
      request.open('GET', host.server?.url('/data.json') ?? '');
      test(request, () => {
        request.send();
      });
      request.abort();
    },
  },
  {
    call: 'XMLHttpRequest.prototype.abort()',
    types: ['readystatechange', 'abort', 'loadend'],
    section: summary,
    needs: ['api XMLHttpRequest', 'server'],
    perform: (test, { AsyncContext, host }) => {
      const request = new XMLHttpRequest();
      request.open('GET', host.server?.url('/slow?ms=500') ?? '');
      new AsyncContext.Variable<string>().run('sent', () => {
        request.send();
      });
      test(request, () => {
        request.abort();
      });
    },
  },
  {
    call: 'FileReader.prototype.abort()',
    types: ['abort', 'loadend'],
    section: summary,
    needs: ['api FileReader'],
    perform: (test) => {
      const reader = new FileReader();
      reader.readAsText(new Blob(['text']));
      test(reader, () => {
        reader.abort();
      });
    },
  },
  {
    call: 'checkValidity()',
    types: ['invalid'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<input required>', (input: HTMLInputElement) => {
        test(input, () => input.checkValidity());
      }),
  },
  {
    call: 'the FormData constructor',
    types: ['formdata'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<form></form>', (form: HTMLFormElement) => {
        test(form, () => new FormData(form));
      }),
  },
  {
    call: 'requestSubmit()',
    types: ['submit'],
    section: html,
    needs: ['api HTMLFormElement.prototype.requestSubmit'],
    perform: (test) =>
      inPage('<form></form>', (form: HTMLFormElement) => {
        form.addEventListener('submit', (event) => {
          event.preventDefault();
        });
        test(form, () => {
          form.requestSubmit();
        });
      }),
  },
  {
    call: 'reset()',
    types: ['reset'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<form></form>', (form: HTMLFormElement) => {
        test(form, () => {
          form.reset();
        });
      }),
  },
  {
    call: 'show() of a dialog',
    types: ['beforetoggle'],
    section: html,
    needs: ['api ToggleEvent', 'api HTMLDialogElement'],
    perform: (test) =>
      inPage('<dialog></dialog>', (dialog: HTMLDialogElement) => {
        test(dialog, () => {
          dialog.show();
        });
      }),
  },
  {
    call: 'requestClose() of a dialog',
    types: ['cancel'],
    section: html,
    needs: ['api HTMLDialogElement.prototype.requestClose'],
    perform: (test) =>
      inPage('<dialog></dialog>', (dialog: HTMLDialogElement) => {
        dialog.showModal();
        test(dialog, () => {
          dialog.requestClose();
        });
      }),
  },
  {
    call: 'showPopover()',
    types: ['beforetoggle'],
    section: html,
    needs: ['api HTMLElement.prototype.showPopover'],
    perform: (test) =>
      inPage('<div popover></div>', (element: HTMLElement) => {
        test(element, () => {
          element.showPopover();
        });
      }),
  },
  {
    call: 'focus()',
    types: ['focus', 'focusin'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<input>', (input: HTMLInputElement) => {
        test(input, () => {
          input.focus();
        });
      }),
  },
  {
    call: 'blur()',
    types: ['blur', 'focusout'],
    section: html,
    needs: [page],
    perform: (test) =>
      inPage('<input>', (input: HTMLInputElement) => {
        input.focus();
        test(input, () => {
          input.blur();
        });
      }),
  },
  {
    call: 'CloseWatcher.prototype.close()',
    types: ['close'],
    section: html,
    needs: ['api CloseWatcher'],
    perform: (test) => {
      const watcher = new (
        globalThis as unknown as { CloseWatcher: new () => EventTarget & { close(): void } }
      ).CloseWatcher();
      test(watcher, () => {
        watcher.close();
      });
    },
  },
  {
    call: 'the setting of location.hash',
    types: ['popstate'],
    section: summary,
    needs: [page],
    perform: (test) => {
      test(window, () => {
        location.hash = location.hash === '#one' ? '#two' : '#one';
      });
    },
  },
  {
    call: 'the setting of location.hash',
    types: ['navigate', 'currententrychange'],
    section: summary,
    needs: ['api navigation'],
    perform: (test) => {
      test((globalThis as unknown as { navigation: EventTarget }).navigation, () => {
        location.hash = location.hash === '#one' ? '#two' : '#one';
      });
    },
  },
  {
    call: 'the removal of a frame',
    types: ['pagehide'],
    section: html,
    needs: ['createRealm'],
    perform: (test) => {
      const frame = document.createElement('iframe');
      document.documentElement.append(frame);
      test(frame.contentWindow as Window, () => {
        frame.remove();
      });
    },
  },
];

export default defineArea('synchronous-events', 'Events that are fired by a call', (test) => {
  for (const { call, types, section, needs, perform } of rows) {
    for (const type of types) {
      test(
        `${call} runs listeners of ${type} at once, in the mapping of the call`,
        section,
        async (context) => {
          const { note, seen, register, cause, variable } = createFlows(context.AsyncContext);
          await perform((target, doIt) => {
            register(() => {
              target.addEventListener(type, note);
              target.addEventListener(type, note, true);
            });
            cause(doIt);
            target.removeEventListener(type, note);
            target.removeEventListener(type, note, true);
            context.assert.same(variable.get(), undefined, 'after the call');
          }, context);
          context.assert.sameList(seen, ['cause', 'cause']);
        },
        needs,
      );
    }
  }

  for (const type of ['custom', 'load', 'error', 'click']) {
    test(
      `dispatchEvent runs every kind of listener of ${type} in the mapping of the dispatch, as the platform does`,
      summary,
      ({ AsyncContext, assert }) => {
        const { variable, register, cause } = createFlows(AsyncContext);
        const target = new EventTarget();
        const calls: unknown[] = [];
        const log = (name: string) => calls.push(`${name} ${String(variable.get())}`);
        const object = {
          handleEvent(this: unknown) {
            assert.same(this, object);
            log('object');
          },
        };
        const twice = () => log('twice');
        const removed = () => assert.fail('a removed listener runs');
        const aborted = new AbortController();
        register(() => {
          target.addEventListener(type, twice);
          target.addEventListener(type, () => log('once'), { once: true });
          target.addEventListener(type, object);
          target.addEventListener(type, twice, { capture: false });
          target.addEventListener(
            type,
            (event) => {
              event.preventDefault();
              log('passive');
              assert.same(event.defaultPrevented, false);
            },
            { passive: true },
          );
          target.addEventListener(type, removed);
          target.addEventListener(type, removed, { signal: aborted.signal, capture: true });
          target.addEventListener(type, function (this: unknown) {
            assert.same(this, target);
            log('function');
          });
          target.addEventListener(type, null);
        });
        target.removeEventListener(type, removed, false);
        aborted.abort();
        cause(() => target.dispatchEvent(new Event(type, { cancelable: true })));
        target.dispatchEvent(new Event(type));
        assert.sameList(calls, [
          ...['twice cause', 'once cause', 'object cause', 'passive cause', 'function cause'],
          ...['twice undefined', 'object undefined', 'passive undefined', 'function undefined'],
        ]);
      },
      ['api EventTarget'],
    );
  }

  test(
    'dispatchEvent inside of a listener runs listeners in the mapping around it, and the outer ones in their own',
    summary,
    ({ AsyncContext, assert }) => {
      const { variable, note, seen } = createFlows(AsyncContext);
      const target = new EventTarget();
      target.addEventListener('load', () => {
        note();
        variable.run('inner', () => target.dispatchEvent(new Event('error')));
        note();
      });
      target.addEventListener('error', note);
      variable.run('outer', () => target.dispatchEvent(new Event('load')));
      assert.sameList(seen, ['outer', 'inner', 'outer']);
    },
    ['api EventTarget'],
  );

  test(
    'handleEvent is looked up at every event',
    summary,
    ({ AsyncContext, assert }) => {
      const { variable, seen } = createFlows(AsyncContext);
      const target = new EventTarget();
      const object = { handleEvent: () => void seen.push(['first', variable.get()].join(' ')) };
      target.addEventListener('load', object);
      variable.run('cause', () => target.dispatchEvent(new Event('load')));
      object.handleEvent = () => void seen.push(['second', variable.get()].join(' '));
      variable.run('cause', () => target.dispatchEvent(new Event('load')));
      target.removeEventListener('load', object);
      variable.run('cause', () => target.dispatchEvent(new Event('load')));
      assert.sameList(seen, ['first cause', 'second cause']);
    },
    ['api EventTarget'],
  );

  test(
    'listeners that remove each other run as the platform has it',
    summary,
    ({ AsyncContext, assert }) => {
      const { variable } = createFlows(AsyncContext);
      const target = new EventTarget();
      const calls: string[] = [];
      const first = () => {
        calls.push('first');
        target.removeEventListener('error', second);
        target.addEventListener('error', third);
      };
      const second = () => calls.push('second');
      const third = () => calls.push('third');
      target.addEventListener('error', first);
      target.addEventListener('error', second);
      variable.run('cause', () => target.dispatchEvent(new Event('error')));
      assert.sameList(calls, ['first']);
    },
    ['api EventTarget'],
  );
});
