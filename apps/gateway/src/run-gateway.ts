import 'reflect-metadata';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import files from '@fastify/static';
import type { NatsConnection } from '@nats-io/transport-node';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkConfigs, type Environment, processEnvironment, readConfig } from '@bilten/platform/config/env.js';
import { PlatformConfig } from '@bilten/platform/config/platform.config.js';
import { Health } from '@bilten/platform/health/health.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { PlatformModule } from '@bilten/platform/platform.module.js';
import { exitOn } from '@bilten/platform/shutdown.js';
import { log, nestLogger, startLog } from '@bilten/platform/telemetry/log.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { corsOf } from './http/cors.js';
import { acceptJson } from './http/json-body.js';
import { Mount } from './http/mount.js';
import { ProblemFilter } from './http/problem.filter.js';
import { sendProblem } from './http/problem.js';

export interface RunningGateway {
  readonly app: NestFastifyApplication;
  readonly url: string;
  stop(): Promise<void>;
}

/** The whole `main.ts` of the gateway. */
export async function runGateway(env: Environment = processEnvironment()) {
  const { url } = await exitOn(() => {
    checkConfigs(env);
    startLog('gateway', readConfig(PlatformConfig, env).config.logLevel);
    return startGateway(env);
  });
  log.info({ url }, 'ready');
}

/** Opens the door in this process; port 0 takes any free one. */
export async function startGateway(env: Environment): Promise<RunningGateway> {
  const { config } = readConfig(GatewayConfig, env);
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void sendProblem(error, request, reply),
    routerOptions: { maxParamLength: 8_192 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootOf(env), adapter, {
    logger: nestLogger,
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  await openDoor(fastify, config);
  app.useGlobalFilters(new ProblemFilter());
  app.get(Mount).mountOn(fastify);
  await app.listen(config.port, '0.0.0.0');
  return { app, url: `http://127.0.0.1:${portOf(fastify)}`, stop: () => stop(app) };
}

function rootOf(env: Environment): Type {
  @Module({ imports: [PlatformModule.of('gateway', env), GatewayModule] })
  class Root {}
  return Root;
}

async function openDoor(fastify: FastifyInstance, { corsOrigins }: GatewayConfig) {
  await fastify.register(helmet, {
    contentSecurityPolicy: { directives: { 'style-src': ["'self'", "'unsafe-inline'"], 'upgrade-insecure-requests': null } },
  });
  await fastify.register(cors, { delegator: (request, decide) => decide(null, corsOf(request.url, corsOrigins)) });
  await fastify.register(files, { root: swaggerUi, prefix: '/api/docs/assets/', index: false });
  acceptJson(fastify);
}

const swaggerUi = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

const portOf = (fastify: FastifyInstance) => (fastify.server.address() as { port: number }).port;

/** Not ready first, so that a balancer looks elsewhere; then what is in flight ends; NATS goes last. */
async function stop(app: NestFastifyApplication) {
  app.get(Health).drain();
  const nats = app.get<NatsConnection>(NATS);
  await app.close();
  await nats.drain();
}
