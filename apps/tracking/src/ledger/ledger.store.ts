import type { RefusedEventView } from '@bilten/contracts/tracking/ledger.contract.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { whatFits } from '@bilten/platform/contracts/answer-size.js';

export interface JournalCounts {
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly dead: number;
  readonly rejectedByReason: Record<string, number>;
}

/** What the journal says became of the events that reached it: counted in the transaction that wrote them. */
@Injectable()
export class LedgerStore {
  constructor(private readonly db: DataSource) {}

  async counts(): Promise<JournalCounts> {
    const [{ counts }] = await this.db.query(COUNTS);
    return counts;
  }

  /** Adds up rows of stream messages that no delivery will ask for again. Gives back how many. */
  async fold(olderThanDays: number, atOnce: number): Promise<number> {
    const [{ folded }] = await this.db.query(FOLD, [olderThanDays, atOnce]);
    return folded;
  }

  /** Forgets message ids that no client will repeat any more. Gives back how many. */
  async forgetMessages(olderThanDays: number, atOnce: number): Promise<number> {
    const [, forgotten]: [unknown, number] = await this.db.query(
      'delete from message where key in (select key from message where seen_at < now() - make_interval(days => $1) limit $2)',
      [olderThanDays, atOnce],
    );
    return forgotten;
  }

  /** Forgets what was refused long ago; how many, and why, stays. Gives back how many. */
  async forgetRejected(olderThanDays: number, atOnce: number): Promise<number> {
    const [, forgotten]: [unknown, number] = await this.db.query(
      `delete from rejected_event where position in (
         select position from rejected_event where received_at < now() - make_interval(days => $1) order by position limit $2)`,
      [olderThanDays, atOnce],
    );
    return forgotten;
  }

  async refused(table: 'rejected_event' | 'dead_letter', limit: number): Promise<RefusedEventView[]> {
    const newest: RefusedEventView[] = await this.db.query(
      `select id, message_id as "messageId", reason, detail, payload, to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt"
       from ${table} order by position desc limit $1`,
      [limit],
    );
    return whatFits(newest);
  }
}

/** One statement, one snapshot: the parts belong together. */
const COUNTS = `
  select json_build_object(
    'stored', sum(stored), 'duplicate', sum(duplicate), 'rejected', sum(rejected), 'dead', sum(dead),
    'rejectedByReason', (select coalesce(json_object_agg(reason, number), '{}') from rejected_total)
  ) as counts
  from (select stored, duplicate, rejected, dead from ledger_total union all select stored, duplicate, rejected, dead from intake_batch) as every_count`;

const FOLD = `
  with old as (
    delete from intake_batch where id in (select id from intake_batch where written_at < now() - make_interval(days => $1) limit $2)
    returning stored, duplicate, rejected, dead
  ), added as (
    update ledger_total set (stored, duplicate, rejected, dead) = (
      select ledger_total.stored + coalesce(sum(old.stored), 0), ledger_total.duplicate + coalesce(sum(old.duplicate), 0),
        ledger_total.rejected + coalesce(sum(old.rejected), 0), ledger_total.dead + coalesce(sum(old.dead), 0)
      from old)
  )
  select count(*)::integer as folded from old`;
