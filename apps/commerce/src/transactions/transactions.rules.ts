import {
  type RecordTransaction,
  TRANSACTION_STATUSES,
  type TransactionStatus,
  transactions,
  type TransactionView,
} from '@bilten/contracts/commerce/transactions.contract.js';
import { REVENUE_TYPES, type TransactionSettled } from '@bilten/contracts/commerce/transactions.facts.js';
import { fault } from '@bilten/contracts/kit/fault.js';

/** Where a transaction may go from each status. */
export const TRANSITIONS: Readonly<Record<TransactionStatus, readonly TransactionStatus[]>> = {
  pending: ['processing', 'completed', 'failed', 'cancelled'],
  processing: ['completed', 'failed', 'cancelled'],
  failed: ['processing', 'completed'], // the same intent, tried again with another card
  completed: ['partially_refunded', 'refunded', 'disputed'],
  partially_refunded: ['partially_refunded', 'refunded', 'disputed'],
  disputed: ['completed', 'partially_refunded', 'refunded'], // won, won, lost
  refunded: [],
  cancelled: [],
};

/** The statuses from which a transaction may go to this one. */
export const statusesBefore = (to: TransactionStatus) => TRANSACTION_STATUSES.filter((from) => TRANSITIONS[from].includes(to));

/** Why a transaction cannot go where it is asked to go. */
export const refusedTransition = ({ status }: Pick<TransactionView, 'status'>, to: TransactionStatus) =>
  fault(transactions.updateStatus, 'invalidTransition', `A transaction that is ${status} cannot become ${to}`, {
    from: status,
    allowedTransitions: TRANSITIONS[status],
  });

/** A transaction as it begins. */
export const newTransaction = (request: RecordTransaction, transactionId: string) => ({
  ...request,
  transactionId,
  status: request.status ?? 'pending',
  currency: request.currency.toUpperCase(),
});
export type NewTransaction = ReturnType<typeof newTransaction>;

/** What is told of a transaction that has just been completed for the first time: nothing unless it brings money in. */
export function settlementOf(transaction: TransactionView): TransactionSettled | undefined {
  const { transactionId, userId, amountMinor, currency, campaignId, sessionId, visitorId, settledAt } = transaction;
  const type = REVENUE_TYPES.find((revenue) => revenue === transaction.type);
  if (!type || !settledAt) return undefined;
  return {
    transactionId,
    userId,
    type,
    amountMinor,
    currency,
    settledAt,
    ...(campaignId && { campaignId }),
    ...(sessionId && { sessionId }),
    ...(visitorId && { visitorId }),
  };
}
