import { randomUUID } from 'node:crypto';
import { aKey, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';
import { LedgerStore } from './ledger.store.js';

let service: TestService;
let store: LedgerStore;
let db: DataSource;
beforeAll(async () => {
  service = await startTestService('tracking', AppModule);
  store = service.running.app.get(LedgerStore);
  db = service.running.app.get(DataSource);
});
afterAll(() => service.stop());

describe('the ledger', () => {
  it('says the same before and after old rows are added up', async () => {
    for (const [stored, daysAgo] of [
      [3, 10],
      [4, 8],
      [5, 1],
    ]) {
      await db.query(`insert into intake_batch values ($1, $2, 1, 2, 0, now() - make_interval(days => $3))`, [
        randomUUID(),
        stored,
        daysAgo,
      ]);
    }
    const before = await store.counts();
    expect(before).toMatchObject({ stored: 12, duplicate: 3, rejected: 6, dead: 0 });
    expect(await store.fold(7, 1)).toBe(1);
    expect(await store.fold(7, 10)).toBe(1);
    expect(await store.fold(7, 10)).toBe(0);
    expect(await store.counts()).toEqual(before);
    expect(await db.query('select count(*)::integer as rows from intake_batch')).toEqual([{ rows: 1 }]);
  });

  it('forgets only message ids that are old enough', async () => {
    const insert = (daysAgo: number) =>
      db.query('insert into message values ($1, $2, now() - make_interval(days => $3))', [randomUUID(), randomUUID(), daysAgo]);
    await Promise.all([insert(31), insert(32), insert(6)]);
    expect(await store.forgetMessages(30, 1)).toBe(1);
    expect(await store.forgetMessages(30, 10)).toBe(1);
    expect(await db.query('select count(*)::integer as rows from message')).toEqual([{ rows: 1 }]);
  });

  it('is not for a key without the scope', async () => {
    const { ledger } = await import('@bilten/contracts/tracking/ledger.contract.js');
    await expect(service.as(aKey('tracking:write'), ledger).read({})).rejects.toMatchObject({ kind: 'denied' });
    expect(await service.as(aKey('analytics:read'), ledger).read({})).toMatchObject({ stored: 12, drained: true });
  });
});
