import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLedger1763000000002 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Where duplicates die: one row per message id that was ever stored.
    await db.query('create table message (key uuid primary key, event_id uuid not null, seen_at timestamptz not null default now())');
    await db.query('create index on message using brin (seen_at)');
    // One row per stream message: that it is here says it was written, so a second delivery changes nothing.
    await db.query(`create table intake_batch (
      id uuid primary key, stored integer not null, duplicate integer not null, rejected integer not null, dead integer not null, written_at timestamptz not null default now()
    )`);
    await db.query('create index on intake_batch using brin (written_at)');
    // The sum of the rows above that are old enough to be gone.
    await db.query(`create table ledger_total (
      one boolean primary key default true check (one), stored bigint not null, duplicate bigint not null, rejected bigint not null, dead bigint not null
    )`);
    await db.query('insert into ledger_total (stored, duplicate, rejected, dead) values (0, 0, 0, 0)');
    // Committed events that the EVENTS stream may not have yet.
    await db.query(
      'create table publication (id uuid primary key, first_arrival bigint not null, last_arrival bigint not null, created_at timestamptz not null default now())',
    );
    await db.query(refusedTable('rejected_event'));
    await db.query(refusedTable('dead_letter'));
    await db.query('create index on rejected_event (user_id) where user_id is not null');
    await db.query('create index on dead_letter (user_id) where user_id is not null');
    // How many were ever rejected, by reason; the events themselves go after a while.
    await db.query('create table rejected_total (reason text primary key, number bigint not null)');
    await db.query('create table daily_salt (day date primary key, salt bytea not null)');
    await db.query('create table erasure (user_id text primary key, erased_at timestamptz not null, before bigint not null)');
  }

  async down(db: QueryRunner) {
    for (const table of [
      'erasure',
      'daily_salt',
      'dead_letter',
      'rejected_total',
      'rejected_event',
      'publication',
      'ledger_total',
      'intake_batch',
      'message',
    ])
      await db.query(`drop table ${table}`);
  }
}

const refusedTable = (name: string) =>
  `create table ${name} (
    position bigint generated always as identity primary key,
    id uuid not null, message_id text not null, received_at timestamptz not null, reason text not null, detail text not null, payload text not null, user_id text
  )`;
