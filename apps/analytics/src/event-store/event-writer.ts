import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { Injectable } from '@nestjs/common';
import { EVENT_FIELDS } from './events.table.js';
import { EventStore } from './event-store.js';

/** Everything that changes the table `events`. */
@Injectable()
export class EventWriter {
  constructor(private readonly store: EventStore) {}

  /** Stores events once per token: the same events under the same token change nothing. */
  async append(events: readonly JournaledEvent[], token: string): Promise<void> {
    await this.appendLines(events.map((event) => JSON.stringify(event)).join('\n'), token);
  }

  /** The same of events that are lines of JSON already. */
  async appendLines(lines: string, token: string): Promise<void> {
    await this.store.insert({ table: 'events', columns: EVENT_FIELDS, lines, token });
  }

  /** Forgets a user's events that arrived before a bound, and says how many. No query sees them after. */
  async eraseUser(userId: string, before: number): Promise<number> {
    const params = { userId, before };
    const [found] = await this.store.query<{ events: number }>(USERS_EVENTS, params);
    const events = found?.events ?? 0;
    if (events > 0) await this.store.command(ERASE_USER, params);
    return events;
  }

  /** Starts to rewrite, in the background, the parts of the table that still hold erased rows on disk. */
  async purgeErased(): Promise<void> {
    await this.store.command('alter table events apply deleted mask settings mutations_sync = 0');
  }
}

const USERS_EVENTS = 'select count() as events from events where user_id = {userId:String} and arrival < {before:UInt64}';
const ERASE_USER = `
  delete from events where user_id = {userId:String} and arrival < {before:UInt64}
  settings lightweight_deletes_sync = 2`;
