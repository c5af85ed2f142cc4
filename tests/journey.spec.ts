import { afterAll, beforeAll, expect, it } from 'vitest';
import { system, type System } from './system.js';

let house: System;
beforeAll(async () => {
  house = await system();
});
afterAll(() => house.stop());

it('a settled payment is a conversion on the timeline of the user, once', async () => {
  const recorded = await house.admin.post('/api/billing/transactions', {
    userId: 'buyer',
    type: 'purchase',
    amountMinor: 9_999,
    currency: 'USD',
    campaignId: 'summer2024',
  });
  expect(recorded.status).toBe(201);
  const { transactionId } = recorded.body.data;
  expect((await house.admin.patch(`/api/billing/transactions/${transactionId}/status`, { status: 'completed' })).status).toBe(200);
  await waitFor(async () => (await house.admin.get('/api/v1/tracking/user-journey/buyer')).body.data.totalEvents === 1);
  await house.settled();
  const { body } = await house.admin.get('/api/v1/tracking/real-time?timeRange=1h&userId=buyer');
  expect(body.data.realTimeConversions).toMatchObject([{ conversion_type: 'transaction_settled', count: 1, total_value: 99.99 }]);
});

it('a favorite is added, found, used and removed through the gateway', async () => {
  const favorite = { userId: 'fan', type: 'agent', itemId: 'neural-chat', itemTitle: 'Neural Chat' };
  const added = await house.admin.post('/api/favorites', favorite);
  expect(added.status).toBe(201);
  expect((await house.admin.get('/api/favorites/check/fan/agent/neural-chat')).body.data).toMatchObject({ isFavorited: true });
  expect((await house.admin.get('/api/favorites/user/fan')).body).toMatchObject({
    success: true,
    data: [{ itemId: 'neural-chat' }],
    page: { next: null },
  });
  expect((await house.admin.delete('/api/favorites/fan/agent/neural-chat')).status).toBe(200);
  expect((await house.admin.get('/api/favorites/check/fan/agent/neural-chat')).body.data).toMatchObject({ isFavorited: false });
});

async function waitFor(condition: () => Promise<boolean>) {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not come true in time');
}
