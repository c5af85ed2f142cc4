import { randomUUID } from 'node:crypto';
import { transactionSettled } from '@bilten/contracts/commerce/transactions.facts.js';
import { jetstream } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

describe('money that has come in', () => {
  const fact = {
    transactionId: 't-1',
    userId: 'ana',
    type: 'purchase',
    amountMinor: 9_999,
    currency: 'USD',
    campaignId: 'summer',
    settledAt: '2020-01-02T03:04:05.000Z',
  };
  const tell = (payload: object, id = randomUUID()) =>
    jetstream(tracking.service.nats)
      .publish(transactionSettled.subject, JSON.stringify(payload), { msgID: id })
      .then(() => `fact:${id}`);

  it('is a conversion of its user at its time, once', async () => {
    const messageId = await tell(fact);
    expect(await tracking.row('conversion_tracking', messageId)).toMatchObject({
      user_id: 'ana',
      conversion_type: 'transaction_settled',
      conversion_value: '99.990000',
      campaign_id: 'summer',
      created_at: new Date(fact.settledAt),
      conversion_data: { transactionId: 't-1', type: 'purchase', currency: 'USD', amountMinor: 9_999 },
    });
  });

  it.each([
    [500, 'JPY', '500.000000'],
    [1, 'USD', '0.010000'],
    [1_234, 'BHD', '1.234000'],
    [0, 'EUR', '0.000000'],
    [1_000_000_000_000, 'EUR', '10000000000.000000'],
  ])('%i minor units of %s are %s', async (amountMinor, currency, value) => {
    const messageId = await tell({ ...fact, amountMinor, currency });
    expect((await tracking.row('conversion_tracking', messageId)).conversion_value).toBe(value);
  });

  it('but cannot be a conversion is buried at once, and refused once', async () => {
    const { rejected } = await tracking.drained();
    await tell({ ...fact, settledAt: '1980-01-01T00:00:00Z' });
    await vi.waitFor(async () =>
      expect((await tracking.buried()).map(({ subject }) => subject)).toEqual([`dead.${transactionSettled.subject}`]),
    );
    expect((await tracking.drained()).rejected).toBe(rejected + 1);
  });
});
