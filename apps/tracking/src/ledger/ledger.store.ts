import type { RefusedEventView } from '@bilten/contracts/tracking/ledger.contract.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

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

  refused(table: 'rejected_event' | 'dead_letter', limit: number): Promise<RefusedEventView[]> {
    return this.db.query(
      `select id, message_id as "messageId", reason, detail, payload, to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt"
       from ${table} order by position desc limit $1`,
      [limit],
    );
  }
}

/** One statement, one snapshot: the parts belong together. */
const COUNTS = `
  select json_build_object(
    'stored', coalesce(sum(stored), 0), 'duplicate', coalesce(sum(duplicate), 0), 'rejected', coalesce(sum(rejected), 0), 'dead', coalesce(sum(dead), 0),
    'rejectedByReason', (select coalesce(json_object_agg(reason, number), '{}') from (select reason, count(*) as number from rejected_event group by reason) as by_reason)
  ) as counts
  from intake_batch`;
