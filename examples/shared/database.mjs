import { isBuiltin } from 'node:module';
import { requestId, tenant, user } from './context.mjs';
import { logger } from './logger.mjs';
import { Pool } from './pool.mjs';

if (!isBuiltin('node:sqlite')) {
  console.error(`This example needs node:sqlite, so Node 22.13 or newer; this is Node ${process.versions.node}.`);
  process.exit(2);
}
const { DatabaseSync } = await import('node:sqlite');

const database = new DatabaseSync(':memory:');
database.exec(`
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, placedBy TEXT NOT NULL, item TEXT NOT NULL, quantity INTEGER NOT NULL
  );
  CREATE INDEX ordersOfTenant ON orders (tenant);
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, user TEXT NOT NULL, requestId TEXT NOT NULL, action TEXT NOT NULL
  );
  CREATE INDEX auditOfTenant ON audit (tenant);
`);

/** Stands for a connection over the network: its answer comes in a later turn of the event loop. */
class Connection {
  #statements = new Map();

  run(sql, parameters, callback) {
    setImmediate(() => {
      let rows;
      try {
        let statement = this.#statements.get(sql);
        if (statement === undefined) this.#statements.set(sql, (statement = database.prepare(sql)));
        rows = statement.all(parameters);
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, rows);
    });
  }
}

const pool = new Pool(Array.from({ length: 8 }, () => new Connection()));

/**
 * Runs a statement for the current tenant, which it finds in `:tenant`. Nobody passes the tenant,
 * so nobody can forget it or pass a wrong one.
 */
export function query(sql, parameters = {}) {
  return new Promise((resolve, reject) => {
    pool.acquire((connection) => {
      logger.info('query');
      connection.run(sql, { ...parameters, tenant: tenant.get() }, (error, rows) => {
        pool.release(connection);
        if (error) reject(error);
        else resolve(rows);
      });
    });
  });
}

/** Notes who did what, in which request. */
export async function audit(action) {
  await query('INSERT INTO audit (tenant, user, requestId, action) VALUES (:tenant, :user, :requestId, :action)', {
    user: user.get(),
    requestId: requestId.get(),
    action,
  });
}
