import { keys } from '@bilten/contracts/identity/keys.contract.js';
import { verification } from '@bilten/contracts/identity/verification.contract.js';
import type { Environment } from '@bilten/platform/config/env.js';
import { startService } from '@bilten/platform/run-service.js';
import { startLog } from '@bilten/platform/telemetry/log.js';
import { createTestDatabase, type TestDatabase } from '@bilten/platform/testing/database.js';
import { TestNats } from '@bilten/platform/testing/nats.js';
import { aUser, nobody, startTestService, testEnvironment } from '@bilten/platform/testing/test-service.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';
import { hashOf } from '../keys/keys.rules.js';
import { ADMIN, BOOTSTRAP_KEY, databaseOf, SETTINGS, signInTo, startIdentity } from '../testing/test-identity.js';

let nats: TestNats;
let database: TestDatabase;
beforeAll(async () => {
  startLog('identity', 'silent');
  nats = await TestNats.start();
});
afterAll(() => nats.stop());
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const start = (settings: Environment = SETTINGS) =>
  startService('identity', AppModule, { ...testEnvironment(database, nats), ...settings });
const counted = async (running: Awaited<ReturnType<typeof start>>) => {
  const [row] = await databaseOf({ running })
    .query(`select (select count(*) from users) as users, (select count(*) from accounts) as accounts,
    (select count(*) from api_keys) as keys, (select min(email) from users) as email, (select min(role) from users) as role`);
  return row;
};
const ONE_OF_EACH = { users: '1', accounts: '1', keys: '1', email: 'admin@bilten.test', role: 'admin' };

it('makes one admin and one key, however often it starts', async () => {
  for (let time = 0; time < 2; time += 1) {
    const running = await start();
    expect(await counted(running)).toEqual(ONE_OF_EACH);
    await running.stop();
  }
});

it('makes one admin and one key when several replicas start at once on an empty database', async () => {
  const replicas = await Promise.all([start(), start(), start(), start()]);
  expect(await counted(replicas[0]!)).toEqual(ONE_OF_EACH);
  await Promise.all(replicas.map((replica) => replica.stop()));
});

it('lets in the admin and the key that the settings name', async () => {
  const identity = await startIdentity();
  await expect(signInTo(identity, ADMIN)).resolves.toMatchObject({ user: { roles: ['user', 'admin'] } });
  await expect(identity.as(nobody, verification).resolveKey({ keyHash: hashOf(BOOTSTRAP_KEY) })).resolves.toMatchObject({
    scopes: ['admin'],
  });
  await identity.stop();
});

it('changes nothing of an admin who is there', async () => {
  await (await start()).stop();
  const running = await start({ BILTEN_ADMIN_EMAIL: 'other@bilten.test', BILTEN_ADMIN_PASSWORD: 'another password' });
  expect(await counted(running)).toEqual(ONE_OF_EACH);
  await running.stop();
});

it('makes no admin of a user who has the address already', async () => {
  const first = await start({});
  await databaseOf({ running: first }).query(`insert into users (id, name, email) values ('u1', 'Somebody', 'admin@bilten.test')`);
  await first.stop();
  const running = await start();
  expect(await counted(running)).toEqual({ users: '1', accounts: '0', keys: '1', email: 'admin@bilten.test', role: null });
  await running.stop();
});

it('does not bring a revoked key back', async () => {
  const identity = await startTestService('identity', AppModule, SETTINGS);
  const admin = identity.as(aUser('the-admin', 'admin'), keys);
  const [bootstrap] = (await admin.list({})).items;
  await admin.revoke({ keyId: bootstrap!.id });
  const again = await startService('identity', AppModule, { ...testEnvironment(identity.database, identity.server), ...SETTINGS });
  await expect(identity.as(nobody, verification).resolveKey({ keyHash: hashOf(BOOTSTRAP_KEY) })).rejects.toMatchObject({
    code: 'unknownKey',
  });
  await again.stop();
  await identity.stop();
});

it('starts without an admin and without a key', async () => {
  const running = await start({});
  expect(await counted(running)).toEqual({ users: '0', accounts: '0', keys: '0', email: null, role: null });
  await running.stop();
});
