import { EVENT_KINDS, type EventKind, type IntakeBatch, type JournaledEvent, type RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PartitionsStore } from './partitions.store.js';
import { recordOf } from './records.rules.js';
import { type BatchOutcome, firstOfEach, type Publication, publicationsOf, sortEvents } from './sorting.rules.js';
import { JOURNAL_TABLES } from './tables.js';

/** Writers share it, an erasure takes it alone: no event of an erased user can slip in between. */
export const JOURNAL_LOCK = 7_040_002;
/** Each transaction numbers its events within a block of its own. */
export const ARRIVAL_BLOCK = 1_000_000;

/** Writes events exactly once: everything of a group in one transaction, or nothing. */
@Injectable()
export class JournalStore {
  constructor(
    private readonly db: DataSource,
    private readonly partitions: PartitionsStore,
  ) {}

  /** Stores what is new in these stream messages; gives back what the EVENTS stream must hear of. */
  async write(batches: readonly IntakeBatch[]): Promise<Publication[]> {
    await this.partitions.ensure(batches.flatMap(({ events }) => events.map(({ received_at }) => received_at)));
    return this.db.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock_shared($1)', [JOURNAL_LOCK]);
      const unwritten = await this.unwritten(db, batches);
      if (unwritten.length === 0) return [];
      const sorted = sortEvents(unwritten, await this.claim(db, unwritten), await this.erased(db, unwritten), await this.arrivalBase(db));
      await this.insertEvents(db, sorted.stored);
      await insertRefused(db, 'rejected_event', sorted.rejected);
      await insertOutcomes(db, sorted.outcomes);
      const publications = publicationsOf(sorted.stored);
      await insertPublications(db, publications);
      return publications;
    });
  }

  /** Keeps an event that no table takes, with the error, and counts it. */
  async bury(batch: IntakeBatch, detail: string) {
    const dead = batch.events.map((event): RejectedEvent => ({
      id: event.id, message_id: event.message_id, received_at: event.received_at, reason: 'invalid', detail, payload: JSON.stringify(event),
    }));
    await this.db.transaction(async (db) => {
      if ((await this.unwritten(db, [batch])).length === 0) return;
      await insertRefused(db, 'dead_letter', dead);
      await insertRefused(db, 'rejected_event', batch.rejected);
      await insertOutcomes(db, [{ id: batch.id, stored: 0, duplicate: 0, rejected: batch.rejected.length, dead: dead.length }]);
    });
  }

  private async unwritten(db: EntityManager, batches: readonly IntakeBatch[]): Promise<IntakeBatch[]> {
    const written: { id: string }[] = await db.query('select id from intake_batch where id = any($1::uuid[])', [batches.map(({ id }) => id)]);
    const known = new Set(written.map(({ id }) => id));
    return batches.filter(({ id }) => !known.has(id));
  }

  /** The keys that nobody had before. In a fixed order, so that two writers never wait for each other in a circle. */
  private async claim(db: EntityManager, batches: readonly IntakeBatch[]): Promise<Set<string>> {
    const candidates = firstOfEach(batches).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const claimed: { key: string }[] = await db.query(
      'insert into message (key, event_id) select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing returning key',
      [candidates.map(({ key }) => key), candidates.map(({ event }) => event.id)],
    );
    return new Set(claimed.map(({ key }) => key));
  }

  private async erased(db: EntityManager, batches: readonly IntakeBatch[]): Promise<Map<string, Date>> {
    const users = new Set(batches.flatMap(({ events }) => events.flatMap(({ user_id }) => user_id ?? [])));
    if (users.size === 0) return new Map();
    const rows: { user_id: string; erased_at: Date }[] = await db.query('select user_id, erased_at from erasure where user_id = any($1)', [[...users]]);
    return new Map(rows.map(({ user_id, erased_at }) => [user_id, erased_at]));
  }

  private async arrivalBase(db: EntityManager): Promise<number> {
    const [{ block }] = await db.query(`select nextval('arrival_block') as block`);
    return Number(block) * ARRIVAL_BLOCK;
  }

  private async insertEvents(db: EntityManager, events: readonly JournaledEvent[]) {
    for (const kind of EVENT_KINDS) {
      const some = events.filter((event) => event.kind === kind);
      if (some.length > 0) await db.query(INSERT[kind], [JSON.stringify(some.map(recordOf))]);
    }
  }
}

/** One statement per table takes any number of events as one JSON text: quick to write here, quick to read there. */
const INSERT = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, insertInto(kind)])) as Record<EventKind, string>;

function insertInto(kind: EventKind) {
  const { name, columns } = JOURNAL_TABLES[kind];
  return `insert into ${name} (${columns.map(([column]) => column).join(', ')})
    select ${columns.map(([, , field]) => field).join(', ')} from json_to_recordset($1::json) as event(${columns.map(([, type, field]) => `${field} ${type}`).join(', ')})`;
}

async function insertRefused(db: EntityManager, table: 'rejected_event' | 'dead_letter', refused: readonly RejectedEvent[]) {
  if (refused.length === 0) return;
  await db.query(
    `insert into ${table} (id, message_id, received_at, reason, detail, payload)
     select id, message_id, received_at, reason, detail, payload
     from json_to_recordset($1::json) as refused(id uuid, message_id text, received_at timestamptz, reason text, detail text, payload text)`,
    [JSON.stringify(refused)],
  );
}

const insertOutcomes = (db: EntityManager, outcomes: readonly BatchOutcome[]) =>
  db.query(
    `insert into intake_batch (id, stored, duplicate, rejected, dead)
     select id, stored, duplicate, rejected, dead from json_to_recordset($1::json) as outcome(id uuid, stored int, duplicate int, rejected int, dead int)`,
    [JSON.stringify(outcomes)],
  );

async function insertPublications(db: EntityManager, publications: readonly Publication[]) {
  for (const { id, events } of publications) {
    await db.query('insert into publication (id, events) values ($1, $2)', [id, JSON.stringify(events.map(({ id: event, kind }) => [kind, event]))]);
  }
}
