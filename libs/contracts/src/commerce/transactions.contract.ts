import { ownerOr, selfOr, staff } from '../kit/access.js';
import { type Api, defineService, page } from '../kit/contract.js';
import { Id, Json, Many, Meaning, Moment, OneOf, Optional, Text, Whole } from '../kit/fields.js';
import { get, patch, post } from '../kit/http.js';
import { PageRequest } from '../kit/paging.js';
import { AmountMinor, Currency } from './money.js';

export const TRANSACTION_TYPES = [
  'purchase',
  'subscription',
  'renewal',
  'upgrade',
  'downgrade',
  'refund',
  'credit',
  'chargeback',
  'failed',
] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export const TRANSACTION_STATUSES = [
  'pending',
  'processing',
  'completed',
  'failed',
  'refunded',
  'partially_refunded',
  'cancelled',
  'disputed',
] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

export const FIRST_STATUSES = ['pending', 'completed'] as const;
export const ITEM_TYPES = ['agent', 'plan', 'credits', 'addon', 'other'] as const;

export class TransactionItem {
  @OneOf(ITEM_TYPES) type: (typeof ITEM_TYPES)[number];
  @Optional() @Id() itemId?: string;
  @Text() name: string;
  @Whole({ min: 1, max: 1_000_000 }) quantity: number;
  @AmountMinor() @Meaning('Price of one, in minor units of the currency of the transaction.') unitAmountMinor: number;
}

/** What a transaction says of itself, in and out. */
class TransactionTerms {
  @Id() userId: string;
  @OneOf(TRANSACTION_TYPES) @Meaning('`failed` is kept for old clients; say it with the status.') type: TransactionType;
  @AmountMinor() @Meaning('Minor units of the currency; what it does to a balance follows from the type.') amountMinor: number;
  @Currency() currency: string;
  @Optional() @Text({ max: 500 }) description?: string;
  @Optional() @Id() @Meaning('At most one transaction has it.') stripePaymentIntentId?: string;
  @Optional() @Text({ max: 50 }) provider?: string;
  @Optional() @Many(() => TransactionItem, { max: 50 }) items?: TransactionItem[];
  @Optional() @Json({ maxBytes: 8_192 }) metadata?: Record<string, unknown>;
  @Optional() @Id() @Meaning('The campaign that earned it.') campaignId?: string;
  @Optional() @Id() @Meaning('The session it was bought in.') sessionId?: string;
  @Optional() @Id() @Meaning('The device it was bought on.') visitorId?: string;
}

export class RecordTransaction extends TransactionTerms {
  @Optional() @OneOf(FIRST_STATUSES) @Meaning('`pending` unless given.') status?: (typeof FIRST_STATUSES)[number];
}
export class TransactionView extends TransactionTerms {
  @Id() transactionId: string;
  @OneOf(TRANSACTION_STATUSES) status: TransactionStatus;
  @Whole({ min: 1 }) @Meaning('Goes up with every change.') version: number;
  @Optional() @Moment() @Meaning('When it was completed for the first time.') settledAt?: string;
  @Moment() createdAt: string;
  @Moment() updatedAt: string;
}
export class TransactionsOfUser extends PageRequest {
  @Id() userId: string;
}
export class FindTransaction {
  @Id() transactionId: string;
}
export class UpdateTransactionStatus {
  @Id() transactionId: string;
  @OneOf(TRANSACTION_STATUSES) status: TransactionStatus;
  @Optional() @Text({ max: 500 }) @Meaning('Kept in the history of the transaction.') reason?: string;
}

/** What came in and went back. Only what was completed counts: nothing pending, failed or cancelled. */
class BillingTotals {
  @Whole() @Meaning('Purchases, subscriptions, renewals and upgrades.') grossMinor: number;
  @Whole() @Meaning('Refunds and chargebacks, each a transaction of its own.') refundedMinor: number;
  @Whole({ min: Number.MIN_SAFE_INTEGER }) @Meaning('Gross less refunded.') netMinor: number;
  @Whole() @Meaning('Transactions of every type.') count: number;
}
export class BillingByType {
  @OneOf(TRANSACTION_TYPES) type: TransactionType;
  @Whole() amountMinor: number;
  @Whole() count: number;
}
export class BillingByMonth extends BillingTotals {
  @Text({ pattern: /^\d{4}-\d\d$/ }) @Meaning('`2026-11`, in UTC, of the first completion.') month: string;
}
export class CurrencySummary extends BillingTotals {
  @Currency() currency: string;
  @Many(() => BillingByType) byType: BillingByType[];
  @Many(() => BillingByMonth) @Meaning('The latest first.') byMonth: BillingByMonth[];
}
export class BillingSummary {
  @Id() userId: string;
  @Many(() => CurrencySummary) @Meaning('One for each currency, in order of its code.') currencies: CurrencySummary[];
}
export class SummaryOfUser {
  @Id() userId: string;
}

const reading = selfOr('sales', 'billing:read');
const writing = staff('sales', 'billing:write');

/** Money that moves, as the payment provider and the staff report it. */
export const transactions = defineService('commerce.transactions', {
  record: {
    summary: 'Record a transaction',
    http: post('/billing/transactions'),
    access: writing,
    request: RecordTransaction,
    response: TransactionView,
    faults: { paymentIntentTaken: 'conflict' },
  },
  ofUser: {
    summary: "A user's transactions, the latest first",
    http: get('/billing/transactions/user/:userId'),
    access: reading,
    request: TransactionsOfUser,
    response: page(TransactionView),
  },
  find: {
    summary: 'One transaction',
    http: get('/billing/transactions/:transactionId'),
    access: ownerOr('sales', 'billing:read'),
    request: FindTransaction,
    response: TransactionView,
    faults: { unknownTransaction: 'missing' },
  },
  updateStatus: {
    summary: 'Move a transaction to another status',
    http: patch('/billing/transactions/:transactionId/status'),
    access: writing,
    request: UpdateTransactionStatus,
    response: TransactionView,
    faults: { unknownTransaction: 'missing', invalidTransition: 'conflict' },
  },
  summary: {
    summary: "A user's money by currency, type and month",
    http: get('/billing/summary/:userId'),
    access: reading,
    request: SummaryOfUser,
    response: BillingSummary,
  },
});
export type TransactionsApi = Api<typeof transactions>;
