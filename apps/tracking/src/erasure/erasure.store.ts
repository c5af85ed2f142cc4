import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ARRIVAL_BLOCK, JOURNAL_LOCK } from '../journal/journal.store.js';
import { JOURNAL_TABLES } from '../journal/tables.js';

export interface JournalErasure {
  readonly erasedAt: Date;
  /** Whatever arrived before this is to be forgotten everywhere. */
  readonly before: number;
  readonly rows: number;
}

/** Takes a user out of the journal, and remembers that what is still under way must not come back. */
@Injectable()
export class ErasureStore {
  constructor(private readonly db: DataSource) {}

  erase(userId: string): Promise<JournalErasure> {
    return this.db.transaction(async (db) => {
      // Alone with the journal: every writer has committed, or will see the erasure.
      await db.query('select pg_advisory_xact_lock($1)', [JOURNAL_LOCK]);
      const [{ block, now }] = await db.query(`select nextval('arrival_block') as block, clock_timestamp() as now`);
      const before = Number(block) * ARRIVAL_BLOCK;
      await db.query(
        'insert into erasure (user_id, erased_at, before) values ($1, $2, $3) on conflict (user_id) do update set erased_at = excluded.erased_at, before = excluded.before',
        [userId, now, before],
      );
      let rows = 0;
      for (const { name } of Object.values(JOURNAL_TABLES)) {
        const [, count] = await db.query(`delete from ${name} where user_id = $1`, [userId]);
        rows += count;
      }
      for (const table of ['rejected_event', 'dead_letter']) {
        const [, count] = await db.query(`update ${table} ${FORGET}`, [userId]);
        rows += count;
      }
      return { erasedAt: now, before, rows };
    });
  }
}

/** Of an event that was refused the reason stays, for the ledger; what it said does not. */
const FORGET = `set payload = '{}', detail = 'The user was erased', message_id = '', user_id = null where user_id = $1`;
