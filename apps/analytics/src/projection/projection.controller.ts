import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AwaitErasure,
  type ErasureOutcome,
  type EventStoreView,
  projection,
  type ProjectionApi,
} from '@bilten/contracts/analytics/projection.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { AnalyticsConfig } from '../analytics.config.js';
import { ProjectionStore } from './projection.store.js';
import { Projector } from './projector.js';
import { Rebuilder } from './rebuild.js';

const ERASURE_PATIENCE_MS = 40_000;
const LOOK_EVERY_MS = 20;

@Controller()
export class ProjectionController implements ProjectionApi {
  constructor(
    private readonly store: ProjectionStore,
    private readonly projector: Projector,
    private readonly rebuilder: Rebuilder,
    private readonly config: AnalyticsConfig,
  ) {}

  @Handle(projection.status)
  async status(): Promise<EventStoreView> {
    const [events, lag] = await Promise.all([this.store.events(), this.projector.lag()]);
    const rebuilding = this.rebuilder.progress;
    return {
      events,
      lag,
      embedded: !this.config.clickhouseUrl,
      ...(rebuilding && { rebuilding: { copied: Number(rebuilding.copied), total: Number(rebuilding.total) } }),
    };
  }

  @Handle(projection.rebuild)
  async rebuild() {
    await this.rebuilder.restart();
    return this.status();
  }

  @Handle(projection.awaitErasure)
  async awaitErasure({ userId, before }: AwaitErasure): Promise<ErasureOutcome> {
    for (const deadline = Date.now() + ERASURE_PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
      const removed = this.projector.erasureOf(userId, before);
      if (removed !== undefined) return { done: true, removed };
    }
    return { done: false, removed: 0 };
  }
}
