import { setTimeout as sleep } from 'node:timers/promises';
import { STREAMS } from '@bilten/contracts/tracking/streams.js';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Environment, ENVIRONMENT, provideConfig } from './config/env.js';
import { PlatformConfig } from './config/platform.config.js';
import { Seal } from './context/seal.js';
import { ContractCaller } from './contracts/client.js';
import { Health } from './health/health.js';
import { BatchConsumers } from './jetstream/batches.js';
import { ensureStreams } from './jetstream/streams.js';
import { connectNats, NATS } from './nats/connection.js';

/** What every process has: its settings, one NATS connection, a caller of contracts, its health. */
@Global()
@Module({})
export class PlatformModule {
  static of(service: string, env: Environment): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: ENVIRONMENT, useValue: env },
        provideConfig(PlatformConfig),
        { provide: Seal, useFactory: ({ internalSecret }: PlatformConfig) => new Seal(internalSecret), inject: [PlatformConfig] },
        { provide: NATS, useFactory: (config: PlatformConfig) => connectWithStreams(config, service), inject: [PlatformConfig] },
        {
          provide: ContractCaller,
          useFactory: (nats: NatsConnection, seal: Seal) => new ContractCaller(nats, seal, service),
          inject: [NATS, Seal],
        },
        BatchConsumers,
        { provide: Health, useFactory: (nats: NatsConnection) => healthWith(nats, service), inject: [NATS] },
      ],
      exports: [ENVIRONMENT, PlatformConfig, Seal, NATS, BatchConsumers, ContractCaller, Health],
    };
  }
}

const TRIES = 30;

/** A cluster that has just come up takes a while until it can make streams. */
async function patiently(work: () => Promise<void>) {
  for (let tries = 1; ; tries++) {
    const error = await work().then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('unknown'),
    );
    if (error === undefined) return;
    if (tries === TRIES) throw error;
    await sleep(1_000);
  }
}

async function connectWithStreams({ natsUrl, streamReplicas }: PlatformConfig, service: string) {
  const nats = await connectNats(natsUrl, `bilten-${service}`);
  await patiently(() => ensureStreams(nats, STREAMS, streamReplicas));
  return nats;
}

function healthWith(nats: NatsConnection, service: string) {
  const health = new Health(service);
  health.watch('nats', () => nats.flush());
  return health;
}
