import { expect } from 'chai';
import type { Host } from '../../conformance/host.ts';
import { createWebHost, type UserAction } from '../../conformance/hosts/index.ts';
import { runSuite } from '../../conformance/runner.ts';
import { defineArea, missingNeeds, type Need } from '../../conformance/suite.ts';
import { takingErrors } from '../../conformance/taken-errors.ts';
import { AsyncContext } from '../../polyfill/implementation.node.ts';

const scope = { navigator: { userAgent: 'unknown' }, URL: {}, eval: () => true } as never;

describe('what the web half of the suite asks of a host', () => {
  const missing = (host: Host, ...needs: Need[]) => missingNeeds({ needs }, host);

  it('is a server with two origins, where there is one', () => {
    const { server } = createWebHost(scope, { server: { origin: 'http://a', otherOrigin: 'http://b' } });
    expect(server?.url('/blank.html')).to.equal('http://a/blank.html');
    expect(server?.url('/blank.html', 'other')).to.equal('http://b/blank.html');
    expect(missing(createWebHost(scope), 'server', 'user')).to.deep.equal(['server', 'user']);
  });

  it('is a user who clicks an element, types and presses keys', async () => {
    const actions: UserAction[] = [];
    const attributes = new Set<string>();
    const element = {
      setAttribute: (name: string) => attributes.add(name),
      removeAttribute: (name: string) => attributes.delete(name),
    };
    const { user } = createWebHost(scope, {
      async act(action) {
        await Promise.resolve();
        if ('click' in action) expect(action.click).to.equal(`[${[...attributes].join()}]`);
        actions.push(action);
      },
    });
    await user?.click(element);
    await user?.type('text');
    await user?.press('Escape');
    expect(actions.slice(1)).to.deep.equal([{ type: 'text' }, { press: 'Escape' }]);
    expect(attributes.size).to.equal(0);
  });

  it('is an API that is found from the global object, without reading it', () => {
    const host = createWebHost(scope);
    const prototype = Object.defineProperty({}, 'getter', {
      get() {
        throw new Error('read');
      },
    });
    const holder = globalThis as { made?: unknown };
    holder.made = { prototype };
    expect(missing(host, 'api made', 'api made.prototype.getter')).to.deep.equal([]);
    expect(missing(host, 'api other', 'api made.other.getter')).to.deep.equal(['api other', 'api made.other.getter']);
    delete holder.made;
  });

  it('is to leave errors alone that a case deals with itself', async () => {
    const answers: unknown[] = [];
    let report: ((error: unknown) => unknown) | undefined;
    const host: Host = {
      platform: { runtime: 'none', version: '1', features: [] },
      watchUncaught(watch) {
        report = watch;
        return () => undefined;
      },
    };
    const area = defineArea('a', 'A', (test) => {
      test('takes an error', 'https://example.org', () =>
        takingErrors(async () => {
          await Promise.resolve();
          answers.push(report?.(new Error('taken')));
        }),
      );
      test('takes none', 'https://example.org', () => {
        answers.push(report?.(new Error('not taken')));
      });
    });
    const { cases } = await runSuite({ AsyncContext, host, areas: [area] });
    expect(cases.map(({ status }) => status)).to.deep.equal(['passed', 'failed']);
    expect(answers).to.deep.equal([false, false, true]);
  });
});
