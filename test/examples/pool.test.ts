import { expect } from 'chai';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// As a program loads them: by name, and the example's modules as they are.
const importExample = (path: string): Promise<unknown> => import(pathToFileURL(resolve('examples', path)).href);

interface Context {
  runAs(who: { user: string; tenant: string }, next: () => void): void;
  tenant: { get(): string | undefined };
}

type PoolConstructor = new (
  connections: string[],
  wrap?: (callback: Callback) => Callback,
) => {
  acquire(callback: Callback): void;
  release(connection: string): void;
};

type Callback = (connection: string) => void;

describe('the connection pool of the examples', () => {
  let runAs: Context['runAs'];
  let tenant: Context['tenant'];
  let Pool: PoolConstructor;

  before(async () => {
    ({ runAs, tenant } = (await importExample('shared/context.mjs')) as Context);
    ({ Pool } = (await importExample('shared/pool.mjs')) as { Pool: PoolConstructor });
  });

  /** Three tenants share one connection; what each callback sees as its tenant when it has it. */
  async function tenantsSeen(wrap?: (callback: Callback) => Callback): Promise<(string | undefined)[]> {
    const pool = new Pool(['connection'], wrap);
    const seen: (string | undefined)[] = [];
    await new Promise<void>((done) => {
      for (const name of ['a', 'b', 'c']) {
        runAs({ user: 'ada', tenant: name }, () => {
          pool.acquire((connection) => {
            seen.push(tenant.get());
            setImmediate(() => {
              pool.release(connection);
              if (seen.length === 3) done();
            });
          });
        });
      }
    });
    return seen;
  }

  it('calls each callback for the tenant that queued it', async () => {
    expect(await tenantsSeen()).to.deep.equal(['a', 'b', 'c']);
  });

  it('would call them for the tenant that gave the connection back, if it did not wrap them', async () => {
    expect(await tenantsSeen((callback) => callback)).to.deep.equal(['a', 'a', 'a']);
  });

  it('lends no more connections than it has, and in the order of the requests', () => {
    const pool = new Pool(['one', 'two']);
    const lent: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) pool.acquire((connection) => lent.push(`${name} ${connection}`));
    expect(lent).to.deep.equal(['a two', 'b one']);
    pool.release('one');
    pool.release('two');
    expect(lent).to.deep.equal(['a two', 'b one', 'c one', 'd two']);
  });
});
