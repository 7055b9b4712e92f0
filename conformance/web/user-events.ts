import { htmlEvents, webIntegration } from '../sections.ts';
import { defineArea, type Need, type Test } from '../suite.ts';
import type { User } from '../host.ts';
import { createFlows, nextEvent, withElement } from './events.ts';

const section = webIntegration('summary-of-event-propagation-rules');
const html = htmlEvents('section-by-section');

interface Row {
  readonly title: string;
  readonly type: string;
  readonly markup: string;
  /** Which element listens; the first one without it. */
  readonly target?: string;
  readonly section: string;
  readonly needs?: readonly Need[];
  /** What the program does before, in a run. */
  prepare?(element: HTMLElement): void;
  act(user: User, element: HTMLElement): Promise<void>;
}

const click: Row['act'] = (user, element) => user.click(element);

const rows: readonly Row[] = [
  { title: 'click by a click of the user', type: 'click', markup: '<button>text</button>', section, act: click },
  {
    title: 'click by a key of the user',
    type: 'click',
    markup: '<button>text</button>',
    section,
    prepare: (button) => {
      button.focus();
    },
    act: (user) => user.press('Enter'),
  },
  { title: 'pointerdown', type: 'pointerdown', markup: '<button>text</button>', section, act: click },
  {
    title: 'keydown',
    type: 'keydown',
    markup: '<input>',
    section,
    prepare: (input) => {
      input.focus();
    },
    act: (user) => user.type('a'),
  },
  {
    title: 'input by typing',
    type: 'input',
    markup: '<input>',
    section: html,
    prepare: (input) => {
      input.focus();
    },
    act: (user) => user.type('a'),
  },
  {
    title: 'input by typing into a textarea',
    type: 'input',
    markup: '<textarea></textarea>',
    section: html,
    prepare: (area) => {
      area.focus();
    },
    act: (user) => user.type('a'),
  },
  {
    title: 'change by typing',
    type: 'change',
    markup: '<input>',
    section: html,
    prepare: (input) => {
      input.focus();
    },
    act: async (user) => {
      await user.type('a');
      await user.press('Enter');
    },
  },
  { title: 'focus by a click', type: 'focus', markup: '<input>', section: html, act: click },
  {
    title: 'blur by a click elsewhere',
    type: 'blur',
    markup: '<div><input><button>text</button></div>',
    target: 'input',
    section: html,
    prepare: (container) => {
      container.querySelector('input')?.focus();
    },
    act: (user, container) => user.click(container.querySelector('button') as HTMLElement),
  },
  {
    title: 'change of a checkbox by a click',
    type: 'change',
    markup: '<input type="checkbox">',
    section: html,
    act: click,
  },
  {
    title: 'submit by a click',
    type: 'submit',
    markup: '<form><button>text</button></form>',
    section: html,
    act: (user, form) => user.click(form.firstElementChild as HTMLElement),
  },
  {
    title: 'reset by a click',
    type: 'reset',
    markup: '<form><button type="reset">text</button></form>',
    section: html,
    act: (user, form) => user.click(form.firstElementChild as HTMLElement),
  },
  {
    title: 'invalid by a click',
    type: 'invalid',
    markup: '<form><input required><button>text</button></form>',
    target: 'input',
    section: html,
    act: (user, form) => user.click(form.querySelector('button') as HTMLElement),
  },
  {
    title: 'cancel of a dialog by Escape',
    type: 'cancel',
    markup: '<dialog><button>text</button></dialog>',
    section: html,
    needs: ['api HTMLDialogElement'],
    prepare: (dialog) => {
      (dialog as HTMLDialogElement).showModal();
    },
    act: (user) => user.press('Escape'),
  },
];

export default defineArea('user-events', 'Events that the user causes', (test: Test) => {
  for (const row of rows) {
    test(
      `${row.title} runs listeners and handlers in the empty mapping`,
      row.section,
      async ({ AsyncContext, host, assert }) => {
        const { note, seen, register, cause } = createFlows(AsyncContext);
        await withElement(document.createElement('div'), async (container) => {
          container.innerHTML = row.markup;
          const element = container.firstElementChild as HTMLElement;
          const target = row.target === undefined ? element : (container.querySelector(row.target) as HTMLElement);
          cause(() => row.prepare?.(element));
          const trusted: boolean[] = [];
          register(() => {
            container.addEventListener(row.type, note, true);
            target.addEventListener(row.type, note, { once: true });
            Reflect.set(target, `on${row.type}`, note);
            target.addEventListener(row.type, (event) => {
              trusted.push(event.isTrusted);
              event.preventDefault();
            });
          });
          const fired = nextEvent(target, row.type);
          await row.act(host.user as User, element);
          await fired;
          assert.sameList(seen.slice(0, 3), [undefined, undefined, undefined]);
          assert.same(trusted[0], true);
        });
      },
      ['user', 'api document', ...(row.needs ?? [])],
    );
  }

  test(
    'what a click of the user fires at once, in a run of the listener, keeps the mapping of that run',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      await withElement(document.createElement('button'), async (button) => {
        button.textContent = 'text';
        const inner = document.createElement('button');
        inner.addEventListener('click', note);
        button.addEventListener('click', () => {
          note();
          cause(() => {
            inner.click();
          });
          note();
        });
        const fired = nextEvent(button, 'click');
        await host.user?.click(button);
        await fired;
        assert.sameList(seen, [undefined, 'cause', undefined]);
      });
    },
    ['user', 'api document'],
  );
});
