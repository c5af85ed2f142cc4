import { setTimeout as sleep } from 'node:timers/promises';
import { projection } from '@bilten/contracts/analytics/projection.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { replay, type ReplayApi } from '@bilten/contracts/tracking/replay.contract.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { log } from '@bilten/platform/telemetry/log.js';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ProjectionStore, type Rebuild } from './projection.store.js';
import { Projector } from './projector.js';

const PAGE_EVENTS = 2_000;
const AGAIN_MS = 1_000;
const USUAL_FAILURES = 10;

/**
 * Makes the event store out of the journal: at the first start of an empty store, and whenever somebody asks. The journal says
 * up to where it is complete; what arrived before that is copied page by page, what arrives later comes by the stream.
 */
@Injectable()
export class Rebuilder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private current: Rebuild | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly store: ProjectionStore,
    private readonly projector: Projector,
    @InjectClient(replay) private readonly journal: ReplayApi,
  ) {}

  /** Does not wait: tracking may come up after us. */
  onApplicationBootstrap() {
    this.working = this.begin();
  }

  async beforeApplicationShutdown() {
    this.stopping = true;
    await this.working;
  }

  get progress(): Rebuild | undefined {
    return this.current && !this.current.done ? this.current : undefined;
  }

  /** Drops everything and starts anew. Reports see the store fill up again. */
  async restart(): Promise<void> {
    if (!this.current?.done) throw fault(projection.rebuild, 'alreadyRebuilding', 'The event store is being rebuilt already');
    const started = await this.open();
    this.current = started;
    await this.projector.stop();
    await this.store.recordRebuild(started);
    await this.store.forgetEvents();
    await this.projector.start(started.before);
    this.working = this.copy();
  }

  private async begin() {
    this.current = await this.patiently(async () => (await this.store.rebuild()) ?? this.open());
    if (!this.current) return;
    const { before, position } = this.current;
    if (position === 0) await this.store.recordRebuild(this.current);
    await this.patiently(() => this.projector.start(Number(before)));
    if (!this.current.done) await this.copy();
  }

  private async open(): Promise<Rebuild> {
    const { before, events } = await this.journal.bound({});
    return { before, total: events, position: 0, copied: 0, done: events === 0 };
  }

  private async copy() {
    while (!this.stopping && this.current && !this.current.done)
      this.current = (await this.patiently(() => this.copyPage(this.current!))) ?? this.current;
  }

  /** The same page has the same token, however often it is tried. */
  private async copyPage(rebuild: Rebuild): Promise<Rebuild> {
    const { before, position } = rebuild;
    const { events } = await this.journal.page({ after: Number(position), before: Number(before), limit: PAGE_EVENTS });
    const last = events.at(-1);
    if (last) await this.projector.append(events, `copy-${before}-${position}`);
    const next = { ...rebuild, position: last?.arrival ?? position, copied: Number(rebuild.copied) + events.length, done: !last };
    await this.store.recordRebuild(next);
    if (next.done) log.info({ event: 'event-store-rebuilt', events: next.copied }, 'the event store holds what the journal holds');
    return next;
  }

  private async patiently<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 1; !this.stopping; failures++) {
      try {
        return await work();
      } catch (error) {
        // At start the others may come up after us; that is no news.
        if (failures > USUAL_FAILURES) log.warn({ err: error }, 'the event store cannot be filled yet; again soon');
        await sleep(AGAIN_MS);
      }
    }
    return undefined;
  }
}
