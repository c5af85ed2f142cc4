import type { TestDatabase } from '@bilten/platform/testing/database.js';
import { DataSource } from 'typeorm';

/** Takes a database away from everybody: ends every connection and lets none in. Gives back how to bring it back. */
export async function takeAway(database: TestDatabase): Promise<() => Promise<void>> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = await new DataSource({ type: 'postgres', url: url.href, poolSize: 1 }).initialize();
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user', [name]);
  return async () => {
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.destroy();
  };
}
