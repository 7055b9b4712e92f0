import { webIntegration } from '../sections.ts';
import { defineArea } from '../suite.ts';
import { createFlows, defineEventCases, nextEvent } from './events.ts';
import { create, insert } from './resources.ts';

const section = webIntegration('asynchronous-completion-events');
const needs = ['api Element.prototype.animate'] as const;

const animate = (element: Element, duration = 10): Animation => element.animate({ opacity: [0, 1] }, duration);

// F6.2, G12
export default defineArea('animations', 'Animations', (test) => {
  defineEventCases<Animation>(test, {
    event: 'the finish of an animation',
    cause: 'play()',
    type: 'finish',
    section,
    needs,
    create() {
      const element = create('div');
      insert(element);
      const animation = animate(element);
      animation.cancel();
      return animation;
    },
    start: (animation) => {
      animation.play();
    },
    end: (animation) => {
      ((animation.effect as KeyframeEffect).target as Element).remove();
    },
  });

  test(
    'an animation that animate() makes finishes in its mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const element = create('div');
      insert(element);
      const animation = cause(() => animate(element));
      animation.addEventListener('finish', note);
      await nextEvent(animation, 'finish');
      element.remove();
      assert.sameList(seen, ['cause']);
    },
    needs,
  );

  test(
    'cancel() reports in its own mapping, and finish() as well',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, variable } = createFlows(AsyncContext);
      const element = create('div');
      insert(element);
      for (const method of ['cancel', 'finish'] as const) {
        const animation = variable.run('started', () => animate(element, 100_000));
        animation.addEventListener(method, note);
        variable.run(method, () => {
          animation[method]();
        });
        await nextEvent(animation, method);
      }
      element.remove();
      assert.sameList(seen, ['cancel', 'finish']);
    },
    needs,
  );

  test(
    'an animation of a style sheet reports on its element in the empty mapping',
    section,
    async ({ AsyncContext, assert }) => {
      const { note, seen, cause } = createFlows(AsyncContext);
      const style = create('style', { textContent: '@keyframes suite { to { opacity: 0 } }' });
      const element = create('div');
      insert(style);
      insert(element);
      element.addEventListener('animationend', note);
      cause(() => {
        element.style.animation = 'suite 10ms';
      });
      await nextEvent(element, 'animationend');
      element.remove();
      style.remove();
      assert.sameList(seen, [undefined]);
    },
    needs,
  );
});
