import {
  type RecordTransaction,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type TransactionView,
} from '@bilten/contracts/commerce/transactions.contract.js';
import { describe, expect, it } from 'vitest';
import { newTransaction, refusedTransition, settlementOf, statusesBefore } from './transactions.rules.js';

// Written out a second time on purpose: the rules are checked against this table and not against themselves.
const LEGAL: Record<string, string> = {
  pending: 'processing completed failed cancelled',
  processing: 'completed failed cancelled',
  completed: 'refunded partially_refunded disputed',
  failed: 'processing completed',
  refunded: '',
  partially_refunded: 'refunded partially_refunded disputed',
  cancelled: '',
  disputed: 'completed refunded partially_refunded',
};

describe.each(TRANSACTION_STATUSES)('a transaction that is %s', (from) => {
  const legal = LEGAL[from]!.split(' ').filter(Boolean);

  it.each(TRANSACTION_STATUSES.filter((to) => legal.includes(to)))('may become %s', (to) => {
    expect(statusesBefore(to)).toContain(from);
  });

  it.each(TRANSACTION_STATUSES.filter((to) => !legal.includes(to)))('may not become %s, and is told what it may', (to) => {
    expect(statusesBefore(to)).not.toContain(from);
    const { kind, code, details } = refusedTransition({ status: from }, to);
    expect({ kind, code }).toEqual({ kind: 'conflict', code: 'invalidTransition' });
    expect(details).toEqual({ from, allowedTransitions: expect.arrayContaining(legal) });
    expect((details as { allowedTransitions: string[] }).allowedTransitions).toHaveLength(legal.length);
  });
});

const request: RecordTransaction = { userId: 'ana', type: 'purchase', amountMinor: 500, currency: 'eur' };
const settled: TransactionView = {
  transactionId: 't1',
  userId: 'ana',
  type: 'purchase',
  status: 'completed',
  amountMinor: 500,
  currency: 'EUR',
  version: 1,
  settledAt: '2026-11-01T10:00:00.000Z',
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
};

it('begins pending unless told otherwise, with its currency in upper case', () => {
  expect(newTransaction(request, 't1')).toMatchObject({ transactionId: 't1', status: 'pending', currency: 'EUR' });
  expect(newTransaction({ ...request, status: 'completed' }, 't1').status).toBe('completed');
});

it.each(TRANSACTION_TYPES)('tells of a settled %s only when it brings money in', (type) => {
  const told = settlementOf({ ...settled, type }) !== undefined;
  expect(told).toBe(['purchase', 'subscription', 'renewal', 'upgrade'].includes(type));
});

it('tells what earned the money, as far as it is known', () => {
  expect(settlementOf({ ...settled, campaignId: 'spring', visitorId: 'v1' })).toEqual({
    transactionId: 't1',
    userId: 'ana',
    type: 'purchase',
    amountMinor: 500,
    currency: 'EUR',
    campaignId: 'spring',
    visitorId: 'v1',
    settledAt: '2026-11-01T10:00:00.000Z',
  });
});

it('tells nothing of what is not settled', () => {
  const { settledAt: _, ...unsettled } = settled;
  expect(settlementOf(unsettled)).toBeUndefined();
});
