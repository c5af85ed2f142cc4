import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@bilten/platform/telemetry/log.js';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TrackingConfig } from '../tracking.config.js';
import { LedgerStore } from './ledger.store.js';

const EVERY_MS = 3_600_000;
/** Rows of one statement: short enough to stand in nobody's way. */
const AT_ONCE = 10_000;
/** Longer than any message stays undelivered. */
const BATCH_DAYS = 7;

/** Keeps the tables that grow with every message small: once an hour, a little at a time. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: LedgerStore,
    private readonly config: TrackingConfig,
  ) {}

  onApplicationBootstrap() {
    this.running = this.run();
  }

  async beforeApplicationShutdown() {
    this.stopping.abort();
    await this.running;
  }

  private async run() {
    const { signal } = this.stopping;
    while (await sleep(EVERY_MS, true, { signal, ref: false }).catch(() => false)) {
      await this.tidy().catch((error: unknown) => log.warn({ err: error }, 'housekeeping could not be finished; again in an hour'));
    }
  }

  private async tidy() {
    const { signal } = this.stopping;
    while (!signal.aborted && (await this.store.fold(BATCH_DAYS, AT_ONCE)) === AT_ONCE);
    while (!signal.aborted && (await this.store.forgetMessages(this.config.messageIdDays, AT_ONCE)) === AT_ONCE);
    while (!signal.aborted && (await this.store.forgetRejected(this.config.rejectedDays, AT_ONCE)) === AT_ONCE);
  }
}
