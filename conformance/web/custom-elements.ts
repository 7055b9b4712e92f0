import type { Variable } from '../../lib/types.ts';
import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { deferred, nextTask } from '../timing.ts';
import { createFlows, nextEvent, withElement } from './events.ts';

const section = webIntegration('action-registrations');

let count = 0;
const newName = (): string => `x-element-${++count}`;

/** An element that logs its reactions, each with the value of a variable. */
function createClass(variable: Variable<string>, log: string[]): CustomElementConstructor {
  const note = (name: string) => log.push(`${name} ${String(variable.get())}`);
  return class extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ['title'];
    constructor() {
      super();
      note('constructor');
    }
    connectedCallback(): void {
      note('connected');
    }
    disconnectedCallback(): void {
      note('disconnected');
    }
    adoptedCallback(): void {
      note('adopted');
    }
    attributeChangedCallback(): void {
      note('attribute');
    }
    formAssociatedCallback(): void {
      note('associated');
    }
    formDisabledCallback(): void {
      note('disabled');
    }
    formResetCallback(): void {
      note('reset');
    }
  };
}

export default defineArea('custom-elements', 'Reactions of custom elements', (test) => {
  test(
    'the reactions to calls of the DOM run in the mapping of the call',
    section,
    ({ AsyncContext, assert }) => {
      const { variable, register } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      register(() => {
        customElements.define(name, createClass(variable, log));
      });
      const element = variable.run('create', () => document.createElement(name));
      variable.run('attribute', () => {
        element.title = 'title';
      });
      variable.run('append', () => {
        document.documentElement.append(element);
      });
      variable.run('remove', () => {
        element.remove();
      });
      variable.run('adopt', () => new Document().adoptNode(element));
      assert.sameList(log, [
        'constructor create',
        'attribute attribute',
        'connected append',
        'disconnected remove',
        'adopted adopt',
      ]);
    },
    ['api customElements'],
  );

  test(
    'an element that is in the page is upgraded in the mapping of define',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, cause } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      await withElement(document.createElement(name), () => {
        cause(() => {
          customElements.define(name, createClass(variable, log));
        });
      });
      assert.sameList(log, ['constructor cause', 'connected cause', 'disconnected undefined']);
    },
    ['api customElements'],
  );

  test(
    'elements that innerHTML parses run their reactions in the mapping of the setting',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      register(() => {
        customElements.define(name, createClass(variable, log));
      });
      await withElement(document.createElement('div'), (container) => {
        cause(() => {
          container.innerHTML = `<${name}></${name}>`;
        });
        assert.sameList(log, ['constructor cause', 'connected cause']);
      });
    },
    ['api customElements'],
  );

  test(
    'form.reset() runs formResetCallback at once, in the mapping of the call',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      register(() => {
        customElements.define(name, createClass(variable, log));
      });
      const form = document.createElement('form');
      form.append(document.createElement(name));
      await withElement(form, () => {
        log.length = 0;
        cause(() => {
          form.reset();
        });
        assert.sameList(log, ['reset cause']);
      });
    },
    ['api customElements', 'api ElementInternals'],
  );

  test(
    'a click on a reset button by the program runs formResetCallback later, in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      const constructor = createClass(variable, log);
      const { prototype } = constructor as unknown as { prototype: Record<string, unknown> };
      const descriptor = Object.getOwnPropertyDescriptor(prototype, 'formResetCallback');
      register(() => {
        customElements.define(name, constructor);
      });
      assert.property(prototype, 'formResetCallback', descriptor as PropertyDescriptor);
      const form = document.createElement('form');
      const button = document.createElement('button');
      button.type = 'reset';
      form.append(document.createElement(name), button);
      await withElement(form, async () => {
        log.length = 0;
        await cause(async () => {
          button.click();
          await undefined;
          await undefined;
          variable.get();
        });
        await nextTask();
        assert.sameList(log, ['reset undefined']);
      });
    },
    ['api customElements', 'api ElementInternals'],
  );

  test(
    'a click on a reset button by the user runs formResetCallback in the empty mapping',
    section,
    async ({ AsyncContext, host, assert }) => {
      const { variable, register } = createFlows(AsyncContext);
      const log: string[] = [];
      const name = newName();
      register(() => {
        customElements.define(name, createClass(variable, log));
      });
      const form = document.createElement('form');
      const button = document.createElement('button');
      button.type = 'reset';
      button.textContent = 'reset';
      form.append(document.createElement(name), button);
      await withElement(form, async () => {
        log.length = 0;
        const fired = nextEvent(form, 'reset');
        await host.user?.click(button);
        await fired;
        await nextTask();
        assert.sameList(log, ['reset undefined']);
      });
    },
    ['api customElements', 'api ElementInternals', 'user'],
  );

  test(
    'slotchange runs its listeners in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { variable, register, cause } = createFlows(AsyncContext);
      const host = document.createElement('div');
      const slot = document.createElement('slot');
      const root = host.attachShadow({ mode: 'open' });
      root.append(slot);
      const { promise, resolve } = deferred();
      const seen: unknown[] = [];
      const listener = () => void seen.push(variable.get());
      register(() => {
        slot.addEventListener('slotchange', listener);
        root.addEventListener('slotchange', { handleEvent: listener }, true);
        slot.addEventListener('slotchange', resolve);
      });
      cause(() => {
        host.append('text');
      });
      await promise;
      assert.sameList(seen, [undefined, undefined]);
    },
    ['api HTMLSlotElement'],
  );
});
