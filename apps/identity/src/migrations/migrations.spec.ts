import { dataSourceOptions, migrate } from '@bilten/platform/postgres/database.module.js';
import { createTestDatabase, type TestDatabase } from '@bilten/platform/testing/database.js';
import { migrationProblems } from '@bilten/platform/testing/migrations.js';
import { getMigrations } from 'better-auth/db/migration';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuth } from '../auth/auth.js';
import { identitySchema } from '../identity.schema.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(identitySchema, database.url);
  db = await new DataSource(dataSourceOptions(identitySchema, database.url, 3)).initialize();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

it('go up, down and up, and make what the entities say', async () => {
  expect(await migrationProblems(identitySchema)).toEqual([]);
});

it('leave nothing for better-auth to ask for', async () => {
  const pool = (db.driver as unknown as { master: Pool }).master;
  const { options } = createAuth({ pool, secret: 'a secret that is long enough for it', issuer: 'bilten', audience: 'bilten' });
  const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems } = await getMigrations(options);
  expect({ toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems }).toEqual({
    toBeCreated: [],
    toBeAdded: [],
    toBeAddedIndexes: [],
    unsafeChanges: [],
    schemaProblems: [],
  });
});

it('give each table a primary key', async () => {
  const without = await db.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'identity' and c.relkind = 'r' and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`);
  expect(without).toEqual([]);
});
