import 'reflect-metadata';
import type { Caller, Role, Scope } from '@bilten/contracts/kit/access.js';
import type { Api, Service } from '@bilten/contracts/kit/contract.js';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Type } from '@nestjs/common';
import type { Environment } from '../config/env.js';
import { newContext, runIn } from '../context/context.js';
import { Seal } from '../context/seal.js';
import { clientOf, ContractCaller } from '../contracts/client.js';
import { connectNats } from '../nats/connection.js';
import { type RunningService, startService } from '../run-service.js';
import { startLog } from '../telemetry/log.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { TestNats } from './nats.js';

export const TEST_SECRET = 'a secret of the tests, of the length it needs';
export const aUser = (id: string, ...roles: Role[]): Caller => ({ kind: 'user', id, roles: ['user', ...roles] });
export const aKey = (...scopes: Scope[]): Caller => ({ kind: 'key', id: 'test-key', scopes });
export const nobody: Caller = { kind: 'nobody' };

/** One real service on a database and a NATS of its own, called as anyone. */
export interface TestService {
  readonly nats: NatsConnection;
  readonly database: TestDatabase;
  readonly server: TestNats;
  readonly running: RunningService;
  /** The typed client of a contract, speaking as this caller. */
  as<S extends Service>(caller: Caller, service: S): Api<S>;
  stop(): Promise<void>;
}

export async function startTestService(name: string, module: Type, settings: Environment = {}): Promise<TestService> {
  startLog(name, process.env['TEST_LOG_LEVEL'] ?? 'fatal');
  const [database, server] = await Promise.all([createTestDatabase(), TestNats.start()]);
  const running = await startService(name, module, { ...testEnvironment(database, server), ...settings });
  const nats = await connectNats(server.url, 'test');
  return {
    nats,
    database,
    server,
    running,
    as: (caller, service) => speakAs(caller, service, new ContractCaller(nats, new Seal(TEST_SECRET), 'test')),
    stop: async () => {
      await nats.close();
      await running.stop();
      await Promise.all([server.stop(), database.drop()]);
    },
  };
}

/** The settings that each service needs, pointed at a test's own servers. */
export const testEnvironment = (database: TestDatabase, server: TestNats): Environment => ({
  NATS_URL: server.url,
  DATABASE_URL: database.url,
  BILTEN_INTERNAL_SECRET: TEST_SECRET,
  DATABASE_POOL_SIZE: '5',
});

const speakAs = <S extends Service>(caller: Caller, service: S, contracts: ContractCaller): Api<S> => {
  const client = clientOf(service, contracts) as Record<string, (request: object) => Promise<unknown>>;
  const speaking = Object.entries(client).map(([key, call]) => [
    key,
    (request: object) => runIn(newContext({ caller }), () => call(request)),
  ]);
  return Object.fromEntries(speaking) as Api<S>;
};
