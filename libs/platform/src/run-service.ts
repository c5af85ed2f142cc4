import 'reflect-metadata';
import type { Server } from 'node:http';
import type { NatsConnection } from '@nats-io/transport-node';
import { type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { checkConfigs, type Environment, processEnvironment, readConfig } from './config/env.js';
import { PlatformConfig } from './config/platform.config.js';
import { Seal } from './context/seal.js';
import { PassThroughFilter } from './contracts/pass-through.filter.js';
import { ContractServer } from './contracts/server.js';
import { healthControllerOf } from './health/health.controller.js';
import { openHealthPort } from './health/health.server.js';
import { Health } from './health/health.js';
import { NATS } from './nats/connection.js';
import { PlatformModule } from './platform.module.js';
import { exitOn } from './shutdown.js';
import { log, nestLogger, startLog } from './telemetry/log.js';

/** A service that answers; `stop` finishes what is at hand and closes all that it opened. */
export interface RunningService {
  readonly app: INestMicroservice;
  stop(): Promise<void>;
}

/** The whole `main.ts` of a service: settings, wiring, listening, and an orderly end. */
export async function runService(name: string, module: Type, env: Environment = processEnvironment()) {
  await exitOn(() => {
    checkConfigs(env);
    startLog(name, readConfig(PlatformConfig, env).config.logLevel);
    return startService(name, module, env);
  });
  log.info('ready');
}

/** Starts a service in this process, with settings of its own; tests start all of them side by side. */
export async function startService(name: string, module: Type, env: Environment): Promise<RunningService> {
  const app = await NestFactory.createMicroservice(rootOf(name, module, env), {
    logger: nestLogger,
    abortOnError: false,
    inject: [NATS, Seal],
    useFactory: (nats: NatsConnection, seal: Seal) => ({ strategy: new ContractServer({ nats, seal, service: name }) }),
  });
  app.useGlobalFilters(new PassThroughFilter());
  await app.listen();
  const { healthPort } = app.get(PlatformConfig);
  const door = healthPort === undefined ? undefined : openHealthPort(healthPort, app.get(Health));
  return { app, stop: () => stop(app, door) };
}

function rootOf(name: string, module: Type, env: Environment): Type {
  @Module({ imports: [PlatformModule.of(name, env), module], controllers: [healthControllerOf(name)] })
  class Root {}
  return Root;
}

/** The NATS connection goes last: whatever closes before may still have something to say. */
async function stop(app: INestMicroservice, door: Server | undefined) {
  app.get(Health).drain();
  const nats = app.get<NatsConnection>(NATS);
  await app.close();
  await nats.drain();
  door?.close();
}
