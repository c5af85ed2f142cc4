import { type ErasureOutcome, projection } from '@bilten/contracts/analytics/projection.contract.js';
import { ledger, type LedgerView } from '@bilten/contracts/tracking/ledger.contract.js';
import { eventsOfLines, splitEventLines } from '@bilten/contracts/tracking/event-lines.js';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import { DEAD, EVENTS, EVENTS_JOURNALED } from '@bilten/contracts/tracking/streams.js';
import type { Environment } from '@bilten/platform/config/env.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { startService } from '@bilten/platform/run-service.js';
import { aKey, nobody, startTestService, testEnvironment, type TestService } from '@bilten/platform/testing/test-service.js';
import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { Controller, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { expect, vi } from 'vitest';
import { AppModule } from '../app.module.js';

export const staff = aKey('admin');
export const server = aKey('tracking:write');
const PATIENCE = { timeout: 20_000, interval: 25 };

/** The tracking service with what a test wants to know of it. */
export class TestTracking {
  private constructor(
    readonly service: TestService,
    private readonly analytics: Awaited<ReturnType<typeof startService>>,
  ) {}

  static async start(settings: Environment = {}): Promise<TestTracking> {
    const service = await startTestService('tracking', AppModule, { JOURNAL_LINGER_MS: '5', ...settings });
    return new TestTracking(service, await startService('analytics', AnalyticsModule, testEnvironment(service.database, service.server)));
  }

  async stop() {
    await this.analytics.stop();
    await this.service.stop();
  }

  get db(): DataSource {
    return this.service.running.app.get(DataSource);
  }

  /** Sends one batch as a browser does, or as `caller`. */
  batch(events: readonly unknown[], caller = nobody) {
    return this.service.as(caller, intake).batch({ events: [...events] });
  }

  ledger(): Promise<LedgerView> {
    return this.service.as(staff, ledger).read({});
  }

  /** The ledger, once nothing is in flight and nothing is left to tell. */
  drained(): Promise<LedgerView> {
    return vi.waitFor(async () => {
      const view = await this.ledger();
      expect(view.inFlight).toBe(0);
      expect(await this.count('publication')).toBe(0);
      return view;
    }, PATIENCE);
  }

  async count(table: string): Promise<number> {
    const [{ count }] = await this.db.query(`select count(*)::integer as count from ${table}`);
    return count;
  }

  rows(table: string, messageId: string) {
    return this.db.query(`select * from ${table} where message_id = $1`, [messageId]);
  }

  /** The row of this message, once the journal has it. */
  row(table: string, messageId: string) {
    return vi.waitFor(
      async () => {
        const [row] = await this.rows(table, messageId);
        expect(row).toBeDefined();
        return row;
      },
      { timeout: 10_000, interval: 10 },
    );
  }

  /** Every event that the EVENTS stream holds, in its order. */
  async told(): Promise<JournaledEvent[]> {
    const messages = await this.stored(EVENTS.name, EVENTS_JOURNALED);
    return messages.flatMap((message) => eventsOfLines<JournaledEvent>(splitEventLines(message.string()).lines));
  }

  buried() {
    return this.stored(DEAD.name, 'dead.>');
  }

  async stored(stream: string, subject: string): Promise<StoredMsg[]> {
    const { streams } = await jetstreamManager(this.service.nats);
    const messages: StoredMsg[] = [];
    for (let seq = 1; ; seq = messages.at(-1)!.seq + 1) {
      const message = await streams.getMessage(stream, { seq, next_by_subj: subject } as { seq: number });
      if (!message) return messages;
      messages.push(message);
    }
  }
}

/** In place of the service that keeps the event store: there is nothing to forget. */
@Controller()
class AnalyticsController {
  @Handle(projection.awaitErasure)
  awaitErasure(): Promise<ErasureOutcome> {
    return Promise.resolve({ done: true, removed: 0 });
  }
}
@Module({ controllers: [AnalyticsController] })
class AnalyticsModule {}
