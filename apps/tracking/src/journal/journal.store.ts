import { EVENT_KINDS, type EventKind, type IntakeBatch, type RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { MAX_EVENT_DATA_BYTES } from '@bilten/contracts/tracking/intake.contract.js';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { storableText } from '../intake/storable-text.js';
import { PartitionsStore } from './partitions.store.js';
import {
  type BatchOutcome,
  firstOfEach,
  lettersOf,
  type Publication,
  publicationsOf,
  sortEvents,
  type StoredEvent,
} from './sorting.rules.js';
import { JOURNAL_TABLES } from './tables.js';

/** Writers share it, an erasure takes it alone: no event of an erased user can slip in between. */
export const JOURNAL_LOCK = 7_040_002;
/** Each transaction numbers its events within a block of its own. */
export const ARRIVAL_BLOCK = 1_000_000;

/** Fits a message of a plain nats-server, which takes 1 MB. */
const PUBLICATION_BYTES = 900_000;

/** A message of the INTAKE stream that is no batch. */
export interface UnreadableMessage {
  readonly id: string;
  /** How many events it is said to hold. */
  readonly events: number;
  readonly receivedAt: string;
  readonly text: string;
}

/** Writes events exactly once: everything of a group in one transaction, or nothing. */
@Injectable()
export class JournalStore {
  constructor(
    private readonly db: DataSource,
    private readonly partitions: PartitionsStore,
  ) {}

  /** Stores what is new in these stream messages; gives back what the EVENTS stream must hear of. */
  async write(batches: readonly IntakeBatch[], publicationBytes = PUBLICATION_BYTES): Promise<Publication[]> {
    await this.partitions.ensure(batches.flatMap(({ events }) => events.map(({ received_at }) => received_at)));
    return this.db.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock_shared($1)', [JOURNAL_LOCK]);
      const unwritten = await this.unwritten(db, batches);
      if (unwritten.length === 0) return [];
      const sorted = sortEvents(unwritten, await this.claim(db, unwritten), await this.erased(db, unwritten), await this.arrivalBase(db));
      await this.insertEvents(db, sorted.stored);
      await insertRefused(db, 'rejected_event', sorted.rejected);
      await insertOutcomes(db, sorted.outcomes);
      const publications = publicationsOf(sorted.stored, publicationBytes);
      await insertPublications(db, publications);
      return publications;
    });
  }

  /** Keeps an event that no table takes, with the error, and counts it. */
  async bury(batch: IntakeBatch, detail: string) {
    await this.db.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock_shared($1)', [JOURNAL_LOCK]);
      if ((await this.unwritten(db, [batch])).length === 0) return;
      const { dead, rejected } = lettersOf(batch, await this.erased(db, [batch]), detail);
      await insertRefused(db, 'dead_letter', dead);
      await insertRefused(db, 'rejected_event', rejected);
      await insertOutcomes(db, [{ id: batch.id, stored: 0, duplicate: 0, rejected: rejected.length, dead: dead.length }]);
    });
  }

  /** Counts the events of a message that nobody can read, and keeps the beginning of what it says. */
  async buryUnreadable({ id, events, receivedAt, text }: UnreadableMessage) {
    const payload = text.slice(0, MAX_EVENT_DATA_BYTES);
    await this.db.transaction(async (db) => {
      if ((await this.unwritten(db, [{ id, events: [], rejected: [] }])).length === 0) return;
      await insertRefused(db, 'dead_letter', [
        { id, message_id: id, received_at: receivedAt, reason: 'invalid', detail: 'The message is not a batch of events', payload },
      ]);
      await insertOutcomes(db, [{ id, stored: 0, duplicate: 0, rejected: 0, dead: events }]);
    });
  }

  private async unwritten(db: EntityManager, batches: readonly IntakeBatch[]): Promise<IntakeBatch[]> {
    const written: { id: string }[] = await db.query('select id from intake_batch where id = any($1::uuid[])', [
      batches.map(({ id }) => id),
    ]);
    const known = new Set(written.map(({ id }) => id));
    // A message that is delivered again may stand beside itself.
    return batches.filter(({ id }) => !known.has(id) && known.add(id));
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
    const rows: { user_id: string; erased_at: Date }[] = await db.query('select user_id, erased_at from erasure where user_id = any($1)', [
      [...users],
    ]);
    return new Map(rows.map(({ user_id, erased_at }) => [user_id, erased_at]));
  }

  private async arrivalBase(db: EntityManager): Promise<number> {
    const [{ block }] = await db.query(`select nextval('arrival_block') as block`);
    return Number(block) * ARRIVAL_BLOCK;
  }

  private async insertEvents(db: EntityManager, events: readonly StoredEvent[]) {
    for (const kind of EVENT_KINDS) {
      const lines = events.flatMap((event) => (event.kind === kind ? event.line : []));
      if (lines.length > 0) await db.query(INSERT[kind], [`[${lines.join(',')}]`]);
    }
  }
}

/** One statement per table takes any number of events as one JSON text: quick to write here, quick to read there. */
const INSERT = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, insertInto(kind)])) as Record<EventKind, string>;

function insertInto(kind: EventKind) {
  const { name, columns } = JOURNAL_TABLES[kind];
  const fields = new Map(columns.map(([, type, field]) => [field, type]));
  return `insert into ${name} (${columns.map(([column]) => column).join(', ')})
    select ${columns.map(([, , field, sql]) => sql ?? field).join(', ')} from json_to_recordset($1::json) as event(${[...fields].map(([field, type]) => `${field} ${type}`).join(', ')})`;
}

async function insertRefused(db: EntityManager, table: 'rejected_event' | 'dead_letter', refused: readonly RejectedEvent[]) {
  if (refused.length === 0) return;
  await db.query(
    `insert into ${table} (id, message_id, received_at, reason, detail, payload, user_id)
     select id, message_id, received_at, reason, detail, payload, user_id
     from json_to_recordset($1::json) as refused(id uuid, message_id text, received_at timestamptz, reason text, detail text, payload text, user_id text)`,
    [JSON.stringify(refused.map(storable))],
  );
  if (table === 'rejected_event') await countRejected(db, refused);
}

/** In a fixed order, as the keys: two writers wait for each other, but never in a circle. */
const countRejected = (db: EntityManager, rejected: readonly RejectedEvent[]) =>
  db.query(
    `insert into rejected_total (reason, number) select reason, count(*) from unnest($1::text[]) as reason group by reason order by reason
     on conflict (reason) do update set number = rejected_total.number + excluded.number`,
    [rejected.map(({ reason }) => storableText(reason))],
  );

const storable = ({ id, received_at, message_id, reason, detail, payload, user_id }: RejectedEvent) => ({
  id,
  received_at,
  message_id: storableText(message_id),
  reason: storableText(reason),
  detail: storableText(detail),
  payload: storableText(payload),
  ...(user_id !== undefined && { user_id: storableText(user_id) }),
});

const insertOutcomes = (db: EntityManager, outcomes: readonly BatchOutcome[]) =>
  db.query(
    `insert into intake_batch (id, stored, duplicate, rejected, dead)
     select id, stored, duplicate, rejected, dead from json_to_recordset($1::json) as outcome(id uuid, stored int, duplicate int, rejected int, dead int)`,
    [JSON.stringify(outcomes.toSorted((a, b) => (a.id < b.id ? -1 : 1)))],
  );

/** Arrivals of one transaction are a range of their own, so two numbers say which events these are. */
async function insertPublications(db: EntityManager, publications: readonly Publication[]) {
  for (const { id, events } of publications) {
    await db.query('insert into publication (id, first_arrival, last_arrival) values ($1, $2, $3)', [
      id,
      events[0]!.arrival,
      events.at(-1)!.arrival,
    ]);
  }
}
