import { EVENT_KINDS, type EventKind } from '@bilten/contracts/tracking/event-row.js';
import type { JournalBound, ReplayPage, ReplayRequest } from '@bilten/contracts/tracking/replay.contract.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { whatFits } from '@bilten/platform/contracts/answer-size.js';
import { ARRIVAL_BLOCK, JOURNAL_LOCK } from '../journal/journal.store.js';
import { eventOf } from '../journal/records.rules.js';
import { JOURNAL_TABLES, rowOf } from '../journal/tables.js';

@Injectable()
export class ReplayStore {
  constructor(private readonly db: DataSource) {}

  /** Waits for the writers at work, so that nothing below the bound can still appear. */
  bound(): Promise<JournalBound> {
    return this.db.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock($1)', [JOURNAL_LOCK]);
      const [{ block }] = await db.query(`select nextval('arrival_block') as block`);
      const [{ events }] = await db.query(
        `select ${Object.values(JOURNAL_TABLES)
          .map(({ name }) => `(select count(*) from ${name})`)
          .join(' + ')} as events`,
      );
      return { before: Number(block) * ARRIVAL_BLOCK, events: Number(events) };
    });
  }

  async page({ after, before, limit }: ReplayRequest): Promise<ReplayPage> {
    const rows: { kind: EventKind; row: Record<string, unknown> }[] = await this.db.query(PAGE, [after, before, limit]);
    return { events: whatFits(rows.map(({ kind, row }) => eventOf(kind, row))) };
  }
}

const PAGE = `select kind, row from (${EVENT_KINDS.map(
  (kind) =>
    `(select '${kind}' as kind, arrival, ${rowOf(kind)} as row from ${JOURNAL_TABLES[kind].name} t where arrival > $1 and arrival < $2 order by arrival limit $3)`,
).join(' union all ')}) as every_kind order by arrival limit $3`;
