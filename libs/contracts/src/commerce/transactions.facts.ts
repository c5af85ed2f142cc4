import { defineFacts } from '../kit/fact.js';
import { Id, Meaning, Moment, OneOf, Optional } from '../kit/fields.js';
import { AmountMinor, Currency } from './money.js';

/** The transactions that bring money in. */
export const REVENUE_TYPES = ['purchase', 'subscription', 'renewal', 'upgrade'] as const;

/** Money has come in: told once for a transaction, when it is completed for the first time. */
export class TransactionSettled {
  @Id() transactionId: string;
  @Id() userId: string;
  @OneOf(REVENUE_TYPES) type: (typeof REVENUE_TYPES)[number];
  @AmountMinor() amountMinor: number;
  @Currency() currency: string;
  @Optional() @Id() @Meaning('The campaign that earned it.') campaignId?: string;
  @Optional() @Id() sessionId?: string;
  @Optional() @Id() visitorId?: string;
  @Moment() settledAt: string;
}

export const { transactionSettled } = defineFacts('commerce', { transactionSettled: TransactionSettled });
