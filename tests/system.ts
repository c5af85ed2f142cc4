import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '@bilten/platform/config/env.js';
import { type RunningService, startService } from '@bilten/platform/run-service.js';
import { startLog } from '@bilten/platform/telemetry/log.js';
import { createTestDatabase, type TestDatabase } from '@bilten/platform/testing/database.js';
import { TestNats } from '@bilten/platform/testing/nats.js';
import { testEnvironment } from '@bilten/platform/testing/test-service.js';
import { AppModule as Analytics } from '../apps/analytics/src/app.module.js';
import { AppModule as Commerce } from '../apps/commerce/src/app.module.js';
import { AppModule as Community } from '../apps/community/src/app.module.js';
import { type RunningGateway, startGateway } from '../apps/gateway/src/run-gateway.js';
import { AppModule as Identity } from '../apps/identity/src/app.module.js';
import { AppModule as Tracking } from '../apps/tracking/src/app.module.js';
import { HttpClient } from './http.js';

const SERVICES = { identity: Identity, tracking: Tracking, analytics: Analytics, commerce: Commerce, community: Community } as const;
export type ServiceName = keyof typeof SERVICES;

export const ADMIN_KEY = 'bk_testtesttesttesttesttesttesttesttesttest';
export const ADMIN = { email: 'admin@test.local', password: 'correct horse battery' };

/** The whole house in this process, on a database, a NATS and an event store of its own. */
export interface System {
  readonly url: string;
  readonly nats: TestNats;
  readonly database: TestDatabase;
  readonly services: Map<ServiceName, RunningService>;
  /** With the admin's API key. */
  readonly admin: HttpClient;
  readonly nobody: HttpClient;
  /** Waits until nothing is in flight and the event store has what the journal has. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function system(settings: Environment = {}): Promise<System> {
  // eslint-disable-next-line node/no-process-env -- a person who looks for a failure turns the log on
  startLog('system', process.env['TEST_LOG_LEVEL'] ?? 'fatal');
  const dataDir = mkdtempSync(join(tmpdir(), 'bilten-system-'));
  const [database, nats] = await Promise.all([createTestDatabase(), TestNats.start()]);
  const env: Environment = {
    ...testEnvironment(database, nats),
    BILTEN_DATA_DIR: dataDir,
    BILTEN_ADMIN_EMAIL: ADMIN.email,
    BILTEN_ADMIN_PASSWORD: ADMIN.password,
    BILTEN_API_KEY: ADMIN_KEY,
    PORT: '0',
    ...settings,
  };
  const services = new Map<ServiceName, RunningService>();
  for (const [name, module] of Object.entries(SERVICES)) services.set(name as ServiceName, await startService(name, module, env));
  const gateway: RunningGateway = await startGateway(env);
  const admin = new HttpClient(gateway.url, { 'x-api-key': ADMIN_KEY });
  return {
    url: gateway.url,
    nats,
    database,
    services,
    admin,
    nobody: new HttpClient(gateway.url),
    settled: () => settled(admin),
    stop: async () => {
      await gateway.stop();
      for (const service of services.values()) await service.stop();
      await Promise.all([nats.stop(), database.drop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function settled(admin: HttpClient) {
  for (let tries = 0; tries < 600; tries++) {
    const ledger = await admin.get('/api/v1/tracking/ledger');
    const store = await admin.get('/api/v1/analytics/event-store');
    if (ledger.body.data?.drained && store.body.data?.lag === 0 && store.body.data.events === ledger.body.data.stored) return;
    await sleep(50);
  }
  throw new Error('The system did not come to rest');
}
