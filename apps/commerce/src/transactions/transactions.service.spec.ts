import { type RecordTransaction, transactions, type TransactionsApi } from '@bilten/contracts/commerce/transactions.contract.js';
import { transactionSettled } from '@bilten/contracts/commerce/transactions.facts.js';
import { toldFacts } from '@bilten/platform/testing/facts.js';
import { aKey, aUser, nobody, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';

let service: TestService;
let db: DataSource;
let sales: TransactionsApi;

beforeAll(async () => {
  service = await startTestService('commerce', AppModule);
  db = service.running.app.get(DataSource);
  sales = service.as(aUser('sara', 'sales'), transactions);
});
afterAll(() => service?.stop());

const as = (...caller: Parameters<typeof aUser>) => service.as(aUser(...caller), transactions);
const aTransaction = (given: Partial<RecordTransaction> = {}): RecordTransaction => ({
  userId: 'ana',
  type: 'purchase',
  amountMinor: 1_999,
  currency: 'EUR',
  ...given,
});
const settlementsOf = async (transactionId: string) =>
  (await toldFacts(service, transactionSettled)).filter((fact) => fact.transactionId === transactionId);
const historyOf = (transactionId: string) =>
  db.query('select from_status, to_status, actor, reason from transaction_event where transaction_id = $1 order by position', [
    transactionId,
  ]);

describe('recording', () => {
  it('gives back what was recorded', async () => {
    const items = [{ type: 'plan' as const, name: 'Pro', quantity: 1, unitAmountMinor: 1_999 }];
    const recorded = await sales.record(aTransaction({ currency: 'eur', items, metadata: { order: { no: 7 } }, campaignId: 'spring' }));
    expect(recorded).toEqual({
      transactionId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
      userId: 'ana',
      type: 'purchase',
      status: 'pending',
      amountMinor: 1_999,
      currency: 'EUR',
      items,
      metadata: { order: { no: 7 } },
      campaignId: 'spring',
      version: 1,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: recorded.createdAt,
    });
    expect(await sales.find({ transactionId: recorded.transactionId })).toEqual(recorded);
    expect(await historyOf(recorded.transactionId)).toEqual([
      { from_status: null, to_status: 'pending', actor: 'user:sara', reason: null },
    ]);
  });

  it('refuses a second transaction for one payment intent, also at the same moment', async () => {
    const attempts = Array.from({ length: 8 }, () => sales.record(aTransaction({ stripePaymentIntentId: 'pi_1' })));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toEqual(Array(7).fill(expect.objectContaining({ kind: 'conflict', code: 'paymentIntentTaken' })));
  });

  it.each([
    ['an amount below zero', { amountMinor: -1 }, '/amountMinor'],
    ['half a cent', { amountMinor: 0.5 }, '/amountMinor'],
    ['a currency that is none', { currency: 'E2R' }, '/currency'],
    ['an unknown type', { type: 'gift' as never }, '/type'],
    ['a status to be reached later', { status: 'refunded' as never }, '/status'],
    ['text that no database can hold', { description: 'a\0b' }, '/description'],
    ['JSON that no database can hold', { metadata: { deep: ['\ud800'] } }, '/metadata'],
    ['too much metadata', { metadata: { text: 'x'.repeat(9_000) } }, '/metadata'],
  ])('refuses %s', async (_, wrong, pointer) => {
    const refusal = await sales.record(aTransaction(wrong)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'invalid', details: { errors: [{ pointer }] } });
  });
});

describe('who may', () => {
  it.each([
    ['a user, for himself', aUser('ana'), 'denied'],
    ['other staff', aUser('sam', 'support'), 'denied'],
    ['a key with another scope', aKey('billing:read'), 'denied'],
    ['nobody', nobody, 'unauthenticated'],
  ])('%s records nothing', async (_, caller, kind) => {
    await expect(service.as(caller, transactions).record(aTransaction())).rejects.toMatchObject({ kind });
  });

  it('a key with the scope records, and the history names it', async () => {
    const { transactionId } = await service.as(aKey('billing:write'), transactions).record(aTransaction());
    expect(await historyOf(transactionId)).toMatchObject([{ actor: 'key:test-key' }]);
  });

  it('a key that may only write is told the same of a wrong move', async () => {
    const { transactionId } = await sales.record(aTransaction());
    const refused = service.as(aKey('billing:write'), transactions).updateStatus({ transactionId, status: 'refunded' });
    await expect(refused).rejects.toMatchObject({ code: 'invalidTransition' });
  });

  it("another user's transaction looks like one that is not there", async () => {
    const { transactionId } = await sales.record(aTransaction());
    const words = (error: unknown) => JSON.stringify(error);
    const foreign = await as('bob').find({ transactionId }).catch(words);
    const absent = await as('bob').find({ transactionId: 'no-such-id' }).catch(words);
    expect(foreign).toContain('unknownTransaction');
    expect(foreign).toBe(absent);
    await expect(as('ana').find({ transactionId })).resolves.toMatchObject({ transactionId });
  });

  it("nobody reads another user's history or summary", async () => {
    await expect(as('bob').ofUser({ userId: 'ana' })).rejects.toMatchObject({ kind: 'denied' });
    await expect(as('bob').summary({ userId: 'ana' })).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('history in pages', () => {
  const readAll = async (limit: number, between: () => Promise<unknown>) => {
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; cursor !== null || pages === 0; pages += 1) {
      if (pages > 50) throw new Error('There is no end to the pages');
      const { items, next } = await as('pia').ofUser({ userId: 'pia', limit, ...(cursor && { cursor }) });
      seen.push(...items.map(({ transactionId }) => transactionId));
      cursor = next;
      await between();
    }
    return seen;
  };

  it('neither repeats nor skips, whatever is recorded in between', async () => {
    // Several rows share a millisecond, so that the id must decide.
    for (let batch = 0; batch < 3; batch += 1)
      await Promise.all(Array.from({ length: 5 }, () => sales.record(aTransaction({ userId: 'pia' }))));
    const before = await db.query(
      "select transaction_id from transaction where user_id = 'pia' order by created_at desc, transaction_id desc",
    );
    const seen = await readAll(4, () => sales.record(aTransaction({ userId: 'pia' })));
    expect(seen).toEqual(before.map(({ transaction_id }: { transaction_id: string }) => transaction_id));
  });

  it('refuses a cursor that is tampered with, of another list, or no cursor at all', async () => {
    const { next } = await as('pia').ofUser({ userId: 'pia', limit: 1 });
    const [sum, ...key] = JSON.parse(Buffer.from(next!, 'base64url').toString());
    const tampered = Buffer.from(JSON.stringify([sum, '2026-01-01T00:00:00.000Z', key[1]])).toString('base64url');
    for (const cursor of [tampered, 'nonsense', ''])
      await expect(as('pia').ofUser({ userId: 'pia', cursor })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(as('ana').ofUser({ userId: 'ana', cursor: next! })).rejects.toMatchObject({
      kind: 'invalid',
      details: { errors: [{ pointer: '/cursor' }] },
    });
  });
});

describe('moving', () => {
  it('writes one line of history with each move, and counts versions', async () => {
    const { transactionId } = await sales.record(aTransaction());
    await sales.updateStatus({ transactionId, status: 'processing' });
    const moved = await sales.updateStatus({ transactionId, status: 'failed', reason: 'card declined' });
    expect(moved).toMatchObject({ status: 'failed', version: 3 });
    expect(await historyOf(transactionId)).toEqual([
      { from_status: null, to_status: 'pending', actor: 'user:sara', reason: null },
      { from_status: 'pending', to_status: 'processing', actor: 'user:sara', reason: null },
      { from_status: 'processing', to_status: 'failed', actor: 'user:sara', reason: 'card declined' },
    ]);
  });

  it('refuses an illegal move, says which are legal, and changes nothing', async () => {
    const recorded = await sales.record(aTransaction());
    const { transactionId } = recorded;
    await expect(sales.updateStatus({ transactionId, status: 'refunded' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'invalidTransition',
      details: { from: 'pending', allowedTransitions: ['processing', 'completed', 'failed', 'cancelled'] },
    });
    expect(await sales.find({ transactionId })).toEqual(recorded);
    await expect(sales.updateStatus({ transactionId: 'no-such-id', status: 'failed' })).rejects.toMatchObject({ kind: 'missing' });
  });

  it('lets one of many at the same moment win', async () => {
    const { transactionId } = await sales.record(aTransaction());
    const status = (n: number) => (n % 2 ? ('completed' as const) : ('cancelled' as const));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => sales.updateStatus({ transactionId, status: status(n) })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await historyOf(transactionId)).toHaveLength(2);
    expect(await sales.find({ transactionId })).toMatchObject({ version: 2 });
  });

  it('makes all of many at the same moment that are legal one after the other', async () => {
    const { transactionId } = await sales.record(aTransaction({ status: 'completed' }));
    await Promise.all(Array.from({ length: 10 }, () => sales.updateStatus({ transactionId, status: 'partially_refunded' })));
    const from = (await historyOf(transactionId)).map((event: { from_status: string }) => event.from_status);
    expect(from).toEqual([null, 'completed', ...Array(9).fill('partially_refunded')]);
    expect(await sales.find({ transactionId })).toMatchObject({ version: 11 });
  });

  it('keeps its history from being changed', async () => {
    await expect(db.query("update transaction_event set reason = 'another'")).rejects.toThrow('can only be added to');
    await expect(db.query('delete from transaction_event')).rejects.toThrow('can only be added to');
    await expect(db.query('truncate transaction_event')).rejects.toThrow('can only be added to');
  });
});

describe('settlement', () => {
  it('is told once, however often the transaction is completed', async () => {
    const { transactionId } = await sales.record(aTransaction({ campaignId: 'spring', sessionId: 's1' }));
    for (const status of ['completed', 'disputed', 'completed'] as const) await sales.updateStatus({ transactionId, status });
    const { settledAt } = await sales.find({ transactionId });
    expect(await settlementsOf(transactionId)).toEqual([
      {
        transactionId,
        userId: 'ana',
        type: 'purchase',
        amountMinor: 1_999,
        currency: 'EUR',
        campaignId: 'spring',
        sessionId: 's1',
        settledAt,
      },
    ]);
  });

  it('is told of what is recorded as completed', async () => {
    const { transactionId } = await sales.record(aTransaction({ status: 'completed' }));
    expect(await settlementsOf(transactionId)).toHaveLength(1);
  });

  it('is not told of a refund, nor of what is only pending', async () => {
    const refund = await sales.record(aTransaction({ type: 'refund', status: 'completed' }));
    const pending = await sales.record(aTransaction());
    expect(await settlementsOf(refund.transactionId)).toEqual([]);
    expect(await settlementsOf(pending.transactionId)).toEqual([]);
  });

  it('happens with its fact or not at all', async () => {
    const recorded = await sales.record(aTransaction());
    const { transactionId } = recorded;
    await db.query('alter table outbox rename column payload to hidden');
    await expect(sales.updateStatus({ transactionId, status: 'completed' })).rejects.toMatchObject({ kind: 'internal' });
    await db.query('alter table outbox rename column hidden to payload');
    expect(await sales.find({ transactionId })).toEqual(recorded);
    expect(await historyOf(transactionId)).toHaveLength(1);
  });
});
