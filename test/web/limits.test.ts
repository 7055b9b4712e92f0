import { expect } from 'chai';
import { limits, sourceOf } from '../support/limits.ts';
import { evaluate, installed } from './evaluate.ts';

describe('a limit of the web backend', () => {
  for (const [title, limit] of Object.entries(limits)) {
    it(title, async () => {
      const { stdout } = await evaluate(
        `console.log(JSON.stringify(await (async () => { ${sourceOf(limit, installed)} })()));`,
      );
      expect(JSON.parse(stdout)).to.equal(limit.result);
    });
  }
});
