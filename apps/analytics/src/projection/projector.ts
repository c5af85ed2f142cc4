import { eventsOfLines, splitEventLines } from '@bilten/contracts/tracking/event-lines.js';
import type { ErasedUser, JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { EVENTS, EVENTS_ERASED } from '@bilten/contracts/tracking/streams.js';
import { type BatchConsumer, BatchConsumers } from '@bilten/platform/jetstream/batches.js';
import type { JsMsg } from '@nats-io/jetstream';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AnalyticsConfig } from '../analytics.config.js';
import { EventWriter } from '../event-store/event-writer.js';
import { type Erasure, ProjectionStore } from './projection.store.js';

/** From the EVENTS stream into the event store, in order. One message is one block under one token, so a repeated delivery adds nothing. */
@Injectable()
export class Projector implements BeforeApplicationShutdown {
  private consumer: BatchConsumer | undefined;
  /** Whose events are forgotten, and below which arrival. */
  private readonly erased = new Map<string, { before: number; removed: number }>();
  /** No event of an erased user arrived from here on. */
  private erasedBelow = 0;
  /** Events below come from a copy of the journal. */
  private copiedBelow = 0;

  constructor(
    private readonly writer: EventWriter,
    private readonly store: ProjectionStore,
    private readonly consumers: BatchConsumers,
    private readonly config: AnalyticsConfig,
  ) {}

  async start(copiedBelow: number) {
    this.copiedBelow = copiedBelow;
    for (const erasure of await this.store.erasures()) this.remember(erasure);
    // Replicas on a ClickHouse server share one reader; each embedded store has its own.
    const durable = this.config.clickhouseUrl ? 'analytics-projector' : `analytics-projector-${await this.store.storeId()}`;
    this.consumer = this.consumers.of(
      { stream: EVENTS.name, durable, maxMessages: 50, maxBytes: 8 * 1024 * 1024, lingerMs: 5, maxUnacknowledged: 200 },
      (messages) => this.project(messages),
    );
    await this.consumer.start();
  }

  async stop() {
    await this.consumer?.stop();
    this.consumer = undefined;
  }

  async beforeApplicationShutdown() {
    await this.stop();
  }

  lag = async () => (await this.consumer?.lag()) ?? 0;

  /** What was removed by this erasure, once it has come this far. */
  erasureOf(userId: string, before: number): number | undefined {
    const known = this.erased.get(userId);
    return known && known.before >= before ? known.removed : undefined;
  }

  /** Stores events, but for those of users who were erased since. */
  async append(events: readonly JournaledEvent[], token: string) {
    const kept = events.filter(({ user_id, arrival }) => user_id === undefined || arrival >= (this.erased.get(user_id)?.before ?? 0));
    await this.writer.append(kept, token);
  }

  private async project(messages: readonly JsMsg[]) {
    for (const message of messages) {
      if (message.subject === EVENTS_ERASED) await this.erase(message.json<ErasedUser>());
      else await this.take(message.string());
    }
  }

  /** As they are, unless some of these may be there already or may not come back. */
  private async take(message: string) {
    const { head, lines } = splitEventLines(message);
    if (head.first >= this.copiedBelow && head.first >= this.erasedBelow) return this.writer.appendLines(lines, head.id);
    await this.append(
      eventsOfLines<JournaledEvent>(lines).filter(({ arrival }) => arrival >= this.copiedBelow),
      head.id,
    );
  }

  private async erase({ userId, before }: ErasedUser) {
    if (this.erasureOf(userId, before) !== undefined) return;
    const removed = await this.writer.eraseUser(userId, before);
    await this.store.recordErasure({ userId, before, removed });
    this.remember({ userId, before, removed });
  }

  private remember({ userId, before, removed }: Erasure) {
    this.erased.set(userId, { before: Number(before), removed: Number(removed) });
    this.erasedBelow = Math.max(this.erasedBelow, Number(before));
  }
}
