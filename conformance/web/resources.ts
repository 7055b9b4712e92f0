import type { CaseContext, Test } from '../suite.ts';
import { createFlows, nextEvent } from './events.ts';

export { urlOf } from './server.ts';

/** Makes an element with properties, and does not insert it. */
export function create<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), properties);
}

export const insert = (element: Element): void => {
  document.body.append(element);
};

export const remove = (element: Element): void => {
  element.remove();
};

/** One way to make an element load. */
export interface Way {
  /** For titles: what is done, as in "an image that is made by innerHTML". */
  readonly way: string;
  /** Does it, and returns the element that reports on it. */
  readonly load: (context: CaseContext, holder: HTMLElement) => EventTarget;
  /** `load` unless it says otherwise. */
  readonly type?: string;
}

/** Defines a case for each way: the event is in the mapping of the run in which that is done, and so on its path. */
export function defineWays(test: Test, section: string, ways: readonly Way[]): void {
  for (const { way, load, type = 'load' } of ways) {
    test(
      `${way} reports its ${type} in the mapping of that`,
      section,
      async (context) => {
        const { note, seen, register, cause, variable } = createFlows(context.AsyncContext);
        const holder = create('div');
        insert(holder);
        try {
          register(() => {
            holder.addEventListener(type, note, true);
          });
          const target = cause(() => load(context, holder));
          context.assert.same(variable.get(), undefined, 'after the cause');
          register(() => {
            target.addEventListener(type, note);
          });
          await nextEvent(target, type);
          // In a holder, what captures sees it, too.
          context.assert.same(seen.length > 0, true);
          for (const value of seen) context.assert.same(value, 'cause');
        } finally {
          holder.remove();
        }
      },
      ['server', 'api document'],
    );
  }
}
