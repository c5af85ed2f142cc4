import { log } from '@bilten/platform/telemetry/log.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { within } from './patience.js';

const REMEMBERED = 50_000;
const PATIENCE_MS = 1_000;
const QUIET_MS = 2_000;

/**
 * Which message ids are known already, so that an answer can say `duplicate`. What this process has accepted of late it knows
 * by itself, the rest it asks the journal. A courtesy: it is the journal that counts each event once, and while the journal
 * is away every event is answered as accepted.
 */
@Injectable()
export class KnownMessagesStore {
  private recent = new Map<string, string>();
  private older = new Map<string, string>();
  private quietUntil = 0;

  constructor(private readonly db: DataSource) {}

  /** The event ids of those keys that are known. */
  async find(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const key of keys) {
      const id = this.recent.get(key) ?? this.older.get(key);
      if (id) found.set(key, id);
    }
    const unknown = keys.filter((key) => !found.has(key));
    for (const { key, event_id } of await this.ask(unknown)) found.set(key, event_id);
    return found;
  }

  remember(key: string, eventId: string) {
    if (this.recent.size >= REMEMBERED) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, eventId);
  }

  private async ask(keys: readonly string[]): Promise<{ key: string; event_id: string }[]> {
    if (keys.length === 0 || Date.now() < this.quietUntil) return [];
    try {
      return await within(PATIENCE_MS, this.db.query('select key, event_id from message where key = any($1::uuid[])', [keys]));
    } catch (error) {
      log.warn({ err: error, event: 'duplicates-unknown' }, 'the journal could not be asked for duplicates');
      // Nobody should wait again for what does not answer.
      this.quietUntil = Date.now() + QUIET_MS;
      return [];
    }
  }
}
