import { randomBytes } from 'node:crypto';
import { log } from '@bilten/platform/telemetry/log.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { within } from './patience.js';

const PATIENCE_MS = 500;

/** The salt under which addresses are hashed: one per UTC day, the same for all replicas, destroyed after the next day. */
@Injectable()
export class SaltsStore {
  private today: { readonly day: string; readonly salt: Buffer } | undefined;

  constructor(private readonly db: DataSource) {}

  /** None while the database is away: then the address leaves no trace at all. */
  async ofDay(at: number): Promise<Buffer | undefined> {
    const day = new Date(at).toISOString().slice(0, 10);
    if (this.today?.day === day) return this.today.salt;
    try {
      const salt = await within(PATIENCE_MS, this.load(day));
      this.today = { day, salt };
      return salt;
    } catch (error) {
      log.warn({ err: error, event: 'salt-missing' }, 'the salt of the day could not be read');
      return undefined;
    }
  }

  private async load(day: string): Promise<Buffer> {
    await this.db.query(`delete from daily_salt where day < $1::date - 1`, [day]);
    await this.db.query('insert into daily_salt (day, salt) values ($1, $2) on conflict do nothing', [day, randomBytes(32)]);
    const [{ salt }] = await this.db.query('select salt from daily_salt where day = $1', [day]);
    return salt;
  }
}
