import { createTestDatabase, type TestDatabase } from '@bilten/platform/testing/database.js';
import { dataSourceOptions, migrate } from '@bilten/platform/postgres/database.module.js';
import { getMigrations } from 'better-auth/db/migration';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAuth } from '../auth/auth.js';
import { identitySchema } from '../identity.schema.js';

let database: TestDatabase;
let db: DataSource;
beforeEach(async () => {
  database = await createTestDatabase();
  await migrate(identitySchema, database.url);
  db = await new DataSource(dataSourceOptions(identitySchema, database.url, 3)).initialize();
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const tables = async () => (await db.query(`select tablename from pg_tables where schemaname = 'identity' order by 1`)).map((row: { tablename: string }) => row.tablename);
const ALL = ['accounts', 'api_keys', 'migrations', 'outbox', 'signing_keys', 'user_sessions', 'users', 'verifications'];

it('go up, down and up again', async () => {
  expect(await tables()).toEqual(ALL);
  for (const _ of identitySchema.migrations) await db.undoLastMigration();
  expect(await tables()).toEqual(['migrations']);
  await db.runMigrations();
  expect(await tables()).toEqual(ALL);
});

it('leave nothing for better-auth to ask for', async () => {
  const pool = (db.driver as unknown as { master: Pool }).master;
  const { options } = createAuth({ pool, secret: 'a secret that is long enough for it', issuer: 'bilten', audience: 'bilten' });
  const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems } = await getMigrations(options);
  expect({ toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems }).toEqual({
    toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [], unsafeChanges: [], schemaProblems: [],
  });
});

it('make what the entities say', async () => {
  const { upQueries } = await db.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('give each table a primary key', async () => {
  const without = await db.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'identity' and c.relkind = 'r' and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`);
  expect(without).toEqual([]);
});
