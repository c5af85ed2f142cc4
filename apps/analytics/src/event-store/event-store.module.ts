import { join } from 'node:path';
import { provideConfig } from '@bilten/platform/config/env.js';
import { Health } from '@bilten/platform/health/health.js';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AnalyticsConfig } from '../analytics.config.js';
import { EventStore } from './event-store.js';
import { EventWriter } from './event-writer.js';

/** The event store, opened once, closed last. */
@Global()
@Module({
  providers: [
    provideConfig(AnalyticsConfig),
    {
      provide: EventStore,
      inject: [AnalyticsConfig, Health],
      useFactory: async (config: AnalyticsConfig, health: Health) => {
        const store = await EventStore.open(placeOf(config));
        health.watch('event store', () => store.command('select 1'));
        return store;
      },
    },
    EventWriter,
  ],
  exports: [AnalyticsConfig, EventStore, EventWriter],
})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  async onApplicationShutdown() {
    await this.store.close();
  }
}

const placeOf = ({ clickhouseUrl, dataDir, memoryMb }: AnalyticsConfig) =>
  clickhouseUrl ? { url: clickhouseUrl } : { path: join(dataDir, 'events'), memoryBytes: memoryMb * 1024 ** 2 };
