import type { EventStore } from './event-store.js';
import { EVENTS_TABLE } from './events.table.js';
import { ERASURES_TABLE, REBUILDS_TABLE, STORE_IDENTITY_TABLE } from './projection.tables.js';

/**
 * The schema's history. Statements are numbered by their place, run once and recorded; a released one is never edited.
 * Each can be run twice (`if not exists`), because a process may die between a statement and its record.
 */
const STATEMENTS: readonly string[] = [EVENTS_TABLE, STORE_IDENTITY_TABLE, ERASURES_TABLE, REBUILDS_TABLE];

const RECORD = `
  create table if not exists schema_statements (number UInt32, applied_at DateTime64(3, 'UTC') default now64(3))
  engine = MergeTree order by number`;

/** Runs the statements that this store has not seen. */
export async function upgradeSchema(store: EventStore, statements: readonly string[] = STATEMENTS): Promise<void> {
  await store.command(RECORD);
  const [record] = await store.query<{ applied: number }>('select max(number) as applied from schema_statements');
  for (const [index, statement] of statements.entries()) {
    const number = index + 1;
    if (number <= (record?.applied ?? 0)) continue;
    await store.command(statement);
    await store.insert({
      table: 'schema_statements',
      columns: ['number'],
      lines: JSON.stringify({ number }),
      token: `statement-${number}`,
    });
  }
}
