import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';

export interface Erasure {
  readonly userId: string;
  readonly before: number;
  readonly removed: number;
}
/** Events that arrived before `before` come from the journal, page after page; the others come from the stream. */
export interface Rebuild {
  readonly before: number;
  readonly total: number;
  /** Arrival of the last event that was copied. */
  readonly position: number;
  readonly copied: number;
  readonly done: boolean;
}

/** What the event store remembers of itself, in the same store, so that the two cannot disagree. */
@Injectable()
export class ProjectionStore {
  constructor(private readonly store: EventStore) {}

  /** The same for the life of the store: a new, empty one has a new id. */
  async storeId(): Promise<string> {
    const [known] = await this.store.query<{ id: string }>('select id from store_identity limit 1');
    if (known) return known.id;
    const id = randomUUID();
    await this.store.insert({ table: 'store_identity', columns: ['id'], lines: JSON.stringify({ id }), token: 'identity' });
    return id;
  }

  erasures(): Promise<Erasure[]> {
    return this.store.query('select user_id as userId, max(before) as before, max(removed) as removed from erasures group by user_id');
  }

  async recordErasure({ userId, before, removed }: Erasure) {
    await this.store.insert({
      table: 'erasures',
      columns: ['user_id', 'before', 'removed'],
      lines: JSON.stringify({ user_id: userId, before, removed }),
      token: `erasure-${before}`,
    });
  }

  async rebuild(): Promise<Rebuild | undefined> {
    const [latest] = await this.store.query<Rebuild>(
      'select before, total, position, copied, done from rebuilds order by before desc, position desc, done desc limit 1',
    );
    return latest;
  }

  async recordRebuild({ before, total, position, copied, done }: Rebuild) {
    await this.store.insert({
      table: 'rebuilds',
      columns: ['before', 'total', 'position', 'copied', 'done'],
      lines: JSON.stringify({ before, total, position, copied, done }),
      token: `rebuild-${before}-${position}-${done ? 'done' : 'page'}`,
    });
  }

  async forgetEvents() {
    await this.store.command('truncate table events');
  }

  async events(): Promise<number> {
    const [count] = await this.store.query<{ events: number }>('select count() as events from events');
    return Number(count?.events ?? 0);
  }
}
