import { htmlEvents, webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { nextTask } from '../timing.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, insert, remove } from './resources.ts';

const detailsSection = htmlEvents('4111---the-details-element');
const dialogSection = htmlEvents('4114---the-dialog-element');
const popoverSection = htmlEvents('section-by-section');
const selectionSection = htmlEvents('4105--4107-41011---the-input-select-and-textarea-elements');
const fullscreenSection = webIntegration('asynchronous-completion-events');

const inDocument = <E extends Element>(element: E): E => {
  insert(element);
  return element;
};

/** Makes an element of a piece of HTML, in the document. */
const parsed = (html: string): HTMLElement => {
  document.body.insertAdjacentHTML('beforeend', html);
  return document.body.lastElementChild as HTMLElement;
};

const noteToggles = (element: Element, note: () => void): void => {
  element.addEventListener('toggle', note);
};

// F4
export default defineArea('toggles', 'Details, dialogs, popovers, selections and full screen', (test) => {
  const details = ['api HTMLDetailsElement'] as const;
  const dialogs = ['api HTMLDialogElement.prototype.showModal'] as const;
  const popovers = ['api HTMLElement.prototype.showPopover'] as const;

  defineEventCases<HTMLDetailsElement>(test, {
    event: 'the toggle of details',
    cause: 'the setting of open',
    type: 'toggle',
    section: detailsSection,
    needs: details,
    create: () => inDocument(create('details')),
    start: (element) => {
      element.open = true;
    },
    end: remove,
  });

  defineEventCases<HTMLDialogElement>(test, {
    event: 'the close of a dialog',
    cause: 'close()',
    type: 'close',
    section: dialogSection,
    needs: dialogs,
    create() {
      const dialog = inDocument(create('dialog'));
      dialog.show();
      return dialog;
    },
    start: (dialog) => {
      dialog.close();
    },
    end: remove,
  });

  defineEventCases<HTMLElement>(test, {
    event: 'the toggle of a popover',
    cause: 'showPopover()',
    type: 'toggle',
    section: popoverSection,
    needs: popovers,
    create: () => inDocument(create('div', { popover: 'auto', textContent: 'popover' })),
    start: (element) => {
      element.showPopover();
    },
    end: remove,
  });

  defineEventCases<HTMLInputElement>(test, {
    event: 'the select of an input',
    cause: 'select()',
    type: 'select',
    section: selectionSection,
    needs: ['api HTMLInputElement'],
    create: () => inDocument(create('input', { value: 'text' })),
    start: (element) => {
      element.select();
    },
    end: remove,
  });

  test(
    'the select of a textarea runs listeners in the mapping of select()',
    selectionSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const area = inDocument(create('textarea', { value: 'text' }));
      area.addEventListener('select', note);
      cause(() => {
        area.select();
      });
      await nextEvent(area, 'select');
      area.remove();
      assert.sameList(seen, ['cause']);
    },
    ['api HTMLTextAreaElement'],
  );

  test(
    'details that change three times toggle once, in the mapping of the last change',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause, variable } = createFlows(AsyncContext);
      const element = inDocument(create('details'));
      noteToggles(element, note);
      variable.run('first', () => {
        element.open = true;
      });
      variable.run('second', () => {
        element.removeAttribute('open');
      });
      cause(() => element.toggleAttribute('open'));
      await nextEvent(element, 'toggle');
      element.remove();
      assert.sameList(seen, ['cause']);
    },
    details,
  );

  test(
    'details that close because others of their name open toggle in the mapping of that',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const holder = parsed('<div><details name="group" open></details><details name="group"></details></div>');
      const [first, second] = holder.querySelectorAll('details') as unknown as [HTMLDetailsElement, HTMLDetailsElement];
      await nextEvent(first, 'toggle');
      noteToggles(first, note);
      cause(() => {
        second.open = true;
      });
      await nextEvent(first, 'toggle');
      holder.remove();
      assert.sameList(seen, ['cause']);
    },
    ['api HTMLDetailsElement.prototype.name'],
  );

  test(
    'details whose summary is clicked by a script toggle in the mapping of the click',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const element = parsed('<details><summary>summary</summary></details>');
      noteToggles(element, note);
      cause(() => {
        (element.firstElementChild as HTMLElement).click();
      });
      await nextEvent(element, 'toggle');
      element.remove();
      assert.sameList(seen, ['cause']);
    },
    details,
  );

  test(
    'details whose summary gets a click that a script dispatches toggle in the mapping of the dispatch',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const element = parsed('<details><summary>summary</summary></details>');
      noteToggles(element, note);
      cause(() => element.firstElementChild?.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await nextEvent(element, 'toggle');
      element.remove();
      assert.sameList(seen, ['cause']);
    },
    details,
  );

  test(
    'details that innerHTML makes open toggle in its mapping',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const holder = inDocument(create('div'));
      cause(() => {
        holder.innerHTML = '<p><details open>text</details>';
      });
      const element = holder.querySelector('details') as HTMLElement;
      noteToggles(element, note);
      await nextEvent(element, 'toggle');
      holder.remove();
      assert.sameList(seen, ['cause']);
    },
    details,
  );

  test(
    'details that are opened by a listener of a click toggle in the mapping in which the listener opens them',
    detailsSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause, variable } = createFlows(AsyncContext);
      const element = inDocument(create('details'));
      const button = inDocument(create('button'));
      noteToggles(element, note);
      button.addEventListener('click', () => {
        cause(() => {
          element.open = true;
        });
      });
      variable.run('clicked', () => {
        button.click();
      });
      await nextEvent(element, 'toggle');
      element.remove();
      button.remove();
      assert.sameList(seen, ['cause']);
    },
    details,
  );

  test(
    'details that the user toggles after a script has do so in the empty mapping',
    detailsSection,
    async ({ AsyncContext, assert, host }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const element = parsed('<details><summary>summary</summary></details>');
      cause(() => {
        element.toggleAttribute('open');
      });
      await nextEvent(element, 'toggle');
      noteToggles(element, note);
      const toggled = nextEvent(element, 'toggle');
      await host.user?.click(element.firstElementChild as Element);
      await toggled;
      element.remove();
      assert.sameList(seen, [undefined]);
    },
    ['user', ...details],
  );

  test(
    'a dialog toggles in the mapping of showModal(), and of close()',
    dialogSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, variable } = createFlows(AsyncContext);
      const dialog = inDocument(create('dialog'));
      noteToggles(dialog, note);
      variable.run('shown', () => {
        dialog.showModal();
      });
      await nextEvent(dialog, 'toggle');
      // Chromium would count the closing as a part of what it is about to have reported.
      await nextTask();
      variable.run('closed', () => {
        dialog.close();
      });
      await nextEvent(dialog, 'toggle');
      dialog.remove();
      assert.sameList(seen, ['shown', 'closed']);
    },
    [...dialogs, 'api ToggleEvent', 'api HTMLDialogElement.prototype.requestClose'],
  );

  test(
    'a dialog that a form closes reports that in the mapping of the click on its button',
    dialogSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const dialog = parsed(
        '<dialog><form method="dialog"><button>close</button></form></dialog>',
      ) as HTMLDialogElement;
      dialog.show();
      dialog.addEventListener('close', note);
      cause(() => {
        (dialog.querySelector('button') as HTMLElement).click();
      });
      await nextEvent(dialog, 'close');
      dialog.remove();
      assert.sameList(seen, ['cause']);
    },
    dialogs,
  );

  test(
    'a dialog that the user closes with a key reports that in the empty mapping, although a script has closed it before',
    dialogSection,
    async ({ AsyncContext, assert, host }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const dialog = inDocument(create('dialog', { textContent: 'dialog' }));
      cause(() => {
        dialog.showModal();
        dialog.close();
      });
      await nextEvent(dialog, 'close');
      dialog.addEventListener('close', note);
      cause(() => {
        dialog.showModal();
      });
      const closed = nextEvent(dialog, 'close');
      await host.user?.press('Escape');
      await closed;
      dialog.remove();
      assert.sameList(seen, [undefined]);
    },
    ['user', ...dialogs],
  );

  test(
    'a dialog that is closed twice in two runs reports each closing in its own mapping',
    dialogSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, variable } = createFlows(AsyncContext);
      const dialog = inDocument(create('dialog'));
      dialog.addEventListener('close', note);
      for (const name of ['first', 'second']) {
        variable.run(name, () => {
          dialog.show();
          dialog.close();
        });
      }
      while (seen.length < 2) await nextEvent(dialog, 'close');
      dialog.remove();
      assert.sameList(seen, ['first', 'second']);
    },
    dialogs,
  );

  test(
    'a popover that closes because another one opens toggles in the mapping of that',
    popoverSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const first = inDocument(create('div', { popover: 'auto', textContent: 'first' }));
      const second = inDocument(create('div', { popover: 'auto', textContent: 'second' }));
      first.showPopover();
      await nextEvent(first, 'toggle');
      noteToggles(first, note);
      cause(() => {
        second.showPopover();
      });
      await nextEvent(first, 'toggle');
      first.remove();
      second.remove();
      assert.sameList(seen, ['cause']);
    },
    popovers,
  );

  test(
    'a popover toggles in the mapping of the click on its button by a script, and in the empty one when the user clicks',
    popoverSection,
    async ({ AsyncContext, assert, host }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const popover = inDocument(create('div', { popover: 'manual', textContent: 'popover' }));
      const button = inDocument(create('button', { textContent: 'toggle' }));
      button.popoverTargetElement = popover;
      noteToggles(popover, note);
      cause(() => {
        button.click();
      });
      await nextEvent(popover, 'toggle');
      popover.style.inset = '200px auto auto 200px';
      const toggled = nextEvent(popover, 'toggle');
      await host.user?.click(button);
      await toggled;
      popover.remove();
      button.remove();
      assert.sameList(seen, ['cause', undefined]);
    },
    ['user', ...popovers],
  );

  for (const [what, change] of [
    [
      'setSelectionRange()',
      (input: HTMLInputElement) => {
        input.setSelectionRange(1, 3);
      },
    ],
    [
      'setRangeText()',
      (input: HTMLInputElement) => {
        input.setRangeText('more', 0, 1, 'select');
      },
    ],
    [
      'the setting of selectionEnd',
      (input: HTMLInputElement) => {
        input.setSelectionRange(0, 0);
        input.selectionEnd = 2;
      },
    ],
  ] as const) {
    test(
      `the select of an input after ${what} runs in the mapping of that`,
      selectionSection,
      async ({ AsyncContext, assert }) => {
        const { note, seen, cause } = createFlows(AsyncContext);
        const input = inDocument(create('input', { value: 'text' }));
        input.addEventListener('select', note);
        cause(() => {
          change(input);
        });
        await nextEvent(input, 'select');
        input.remove();
        assert.same(seen[0], 'cause');
      },
      ['api HTMLInputElement'],
    );
  }

  test(
    'an input whose selection changes in two runs reports each change in its own mapping',
    selectionSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, variable } = createFlows(AsyncContext);
      const input = inDocument(create('input', { value: 'text' }));
      input.addEventListener('select', note);
      variable.run('first', () => {
        input.setSelectionRange(1, 2);
      });
      variable.run('second', () => {
        input.setSelectionRange(1, 3);
      });
      while (seen.length < 2) await nextEvent(input, 'select');
      input.remove();
      assert.sameList(seen, ['first', 'second']);
    },
    ['api HTMLInputElement'],
  );

  test(
    'a full screen that is refused reports that in the mapping of the request',
    fullscreenSection,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      // Not in the document, which is refused with or without an action of the user.
      const element = create('div');
      element.addEventListener('fullscreenerror', note);
      const failed = nextEvent(element, 'fullscreenerror');
      const refused = cause(() => element.requestFullscreen().catch((error: unknown) => error));
      const isReported = await Promise.race([
        failed.then(() => true),
        refused.then(() => nextTask()).then(() => false),
      ]);
      element.remove();
      assert.sameList(seen, isReported ? ['cause'] : []);
    },
    ['api Element.prototype.requestFullscreen'],
  );

  test(
    'a full screen reports in the mapping of the request, and the exit from it in the empty one',
    fullscreenSection,
    async ({ AsyncContext, assert, host }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const button = inDocument(create('button', { textContent: 'full' }));
      document.addEventListener('fullscreenchange', note);
      button.addEventListener('click', () => {
        void cause(() => button.requestFullscreen());
      });
      try {
        const changed = nextEvent(document, 'fullscreenchange');
        await host.user?.click(button);
        await changed;
        const exited = nextEvent(document, 'fullscreenchange');
        await document.exitFullscreen();
        await exited;
      } finally {
        document.removeEventListener('fullscreenchange', note);
        button.remove();
      }
      assert.sameList(seen, ['cause', undefined]);
    },
    ['user', 'api Element.prototype.requestFullscreen'],
  );
});
