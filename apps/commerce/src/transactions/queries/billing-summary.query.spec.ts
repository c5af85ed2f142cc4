import { type RecordTransaction, transactions } from '@bilten/contracts/commerce/transactions.contract.js';
import { aUser, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../../app.module.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService('commerce', AppModule);
});
afterAll(() => service?.stop());

const sales = () => service.as(aUser('sara', 'sales'), transactions);

async function record(given: Partial<RecordTransaction>, settledAt?: string) {
  const terms = { userId: 'ana', type: 'purchase', currency: 'EUR', amountMinor: 0, status: 'completed', ...given } as const;
  const { transactionId } = await sales().record(terms);
  const db = service.running.app.get(DataSource);
  if (settledAt) await db.query('update transaction set settled_at = $2 where transaction_id = $1', [transactionId, settledAt]);
  return transactionId;
}

it('adds up by currency, type and month, and leaves out what is not completed', async () => {
  await record({ amountMinor: 10_000 }, '2026-09-30T23:59:59.999Z');
  await record({ amountMinor: 2_500, type: 'subscription' }, '2026-10-01T00:00:00Z');
  await record({ amountMinor: 3_000, type: 'refund' }, '2026-10-05T12:00:00Z');
  await record({ amountMinor: 500, type: 'chargeback' }, '2026-10-06T12:00:00Z');
  await record({ amountMinor: 700, type: 'credit' }, '2026-10-07T12:00:00Z');
  await record({ amountMinor: 99_999, status: 'pending' });
  await record({ amountMinor: 80, currency: 'jpy', type: 'renewal' }, '2026-10-08T12:00:00Z');
  await record({ amountMinor: 77, userId: 'bob' });
  const failed = await record({ amountMinor: 55_555, status: 'pending' });
  await sales().updateStatus({ transactionId: failed, status: 'failed' });

  expect(await sales().summary({ userId: 'ana' })).toEqual({
    userId: 'ana',
    currencies: [
      {
        currency: 'EUR',
        grossMinor: 12_500,
        refundedMinor: 3_500,
        netMinor: 9_000,
        count: 5,
        byType: [
          { type: 'chargeback', amountMinor: 500, count: 1 },
          { type: 'credit', amountMinor: 700, count: 1 },
          { type: 'purchase', amountMinor: 10_000, count: 1 },
          { type: 'refund', amountMinor: 3_000, count: 1 },
          { type: 'subscription', amountMinor: 2_500, count: 1 },
        ],
        byMonth: [
          { month: '2026-10', grossMinor: 2_500, refundedMinor: 3_500, netMinor: -1_000, count: 4 },
          { month: '2026-09', grossMinor: 10_000, refundedMinor: 0, netMinor: 10_000, count: 1 },
        ],
      },
      {
        currency: 'JPY',
        grossMinor: 80,
        refundedMinor: 0,
        netMinor: 80,
        count: 1,
        byType: [{ type: 'renewal', amountMinor: 80, count: 1 }],
        byMonth: [{ month: '2026-10', grossMinor: 80, refundedMinor: 0, netMinor: 80, count: 1 }],
      },
    ],
  });
});

it('still counts a charge whose status has moved on: what went back is a transaction of its own', async () => {
  const transactionId = await record({ userId: 'rita', amountMinor: 1_000 });
  await sales().updateStatus({ transactionId, status: 'partially_refunded' });
  await record({ userId: 'rita', amountMinor: 400, type: 'refund' });
  expect((await sales().summary({ userId: 'rita' })).currencies).toMatchObject([
    { grossMinor: 1_000, refundedMinor: 400, netMinor: 600, count: 2 },
  ]);
});

it('is empty for a user without any', async () => {
  expect(await sales().summary({ userId: 'nova' })).toEqual({ userId: 'nova', currencies: [] });
});
