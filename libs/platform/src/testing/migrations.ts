import type { TestDatabase } from './database.js';
import { createTestDatabase } from './database.js';
import { DataSource, type EntityMetadata } from 'typeorm';
import { dataSourceOptions, migrate, type Schema } from '../postgres/database.module.js';

/** What is wrong with the migrations of a schema, in words and SQL; nothing when they go up, down and up, and entities say the same as the tables. */
export async function migrationProblems(schema: Schema): Promise<string[]> {
  const database = await createTestDatabase();
  try {
    await migrate(schema, database.url);
    const left = await withDatabase(schema, database, undoAll);
    await migrate(schema, database.url);
    const unlike = await withDatabase(schema, database, differences);
    return [...left.map((relation) => `${relation} is left after all migrations went down`), ...unlike];
  } finally {
    await database.drop();
  }
}

async function withDatabase<T>(schema: Schema, { url }: TestDatabase, ask: (db: DataSource) => Promise<T>): Promise<T> {
  const db = await new DataSource(dataSourceOptions(schema, url, 2)).initialize();
  try {
    return await ask(db);
  } finally {
    await db.destroy();
  }
}

async function undoAll(db: DataSource): Promise<string[]> {
  for (const _ of db.migrations) await db.undoLastMigration({ transaction: 'each' });
  const rest: { name: string }[] = await db.query(`
    select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relname !~ '^migrations'
    union all select proname from pg_proc where pronamespace = current_schema()::regnamespace`);
  return rest.map(({ name }) => name);
}

async function differences(db: DataSource): Promise<string[]> {
  const { upQueries } = await db.driver.createSchemaBuilder().log();
  const conditions = await Promise.all(db.entityMetadatas.map((entity) => differentConditions(db, entity)));
  return [...upQueries.map(({ query }) => query), ...conditions.flat()];
}

/** TypeORM compares checks and partial indexes by name only; here Postgres says whether they mean the same. */
function differentConditions(db: DataSource, { tableName, checks, indices }: EntityMetadata): Promise<string[]> {
  return db.transaction(async (manager) => {
    await manager.query(`create temporary table probe (like "${tableName}") on commit drop`);
    for (const { name, expression } of checks) await manager.query(`alter table probe add constraint "${name}" check (${expression})`);
    for (const { name, columns, where } of indices) {
      const names = columns.map(({ databaseName }) => `"${databaseName}"`);
      await manager.query(`create index "${name}" on probe (${names.join(', ')}) ${where ? `where ${where}` : ''}`);
    }
    const unlike: { name: string; entity: string; table: string }[] = await manager.query(UNLIKE, ['pg_temp.probe', `"${tableName}"`]);
    return unlike.map(({ name, entity, table }) => `${name}: the entity says ${entity}, the table ${table}`);
  });
}

const UNLIKE = `
  with condition as (
    select conrelid as of, conname as name, pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c'
    union all
    select indrelid, relname, coalesce(pg_get_expr(indpred, indrelid), 'all') from pg_index join pg_class on pg_class.oid = indexrelid
  )
  select name, entity.text as entity, live.text as table from condition entity join condition live using (name)
  where entity.of = $1::regclass and live.of = $2::regclass and entity.text <> live.text`;
