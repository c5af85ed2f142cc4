import {
  type BillingSummary,
  type FindTransaction,
  type RecordTransaction,
  type SummaryOfUser,
  transactions,
  type TransactionsApi,
  type TransactionsOfUser,
  type TransactionView,
  type UpdateTransactionStatus,
} from '@bilten/contracts/commerce/transactions.contract.js';
import { transactionSettled } from '@bilten/contracts/commerce/transactions.facts.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { actor, reachOf } from '@bilten/platform/context/caller.js';
import { Outbox } from '@bilten/platform/postgres/outbox.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { uuidv7 } from '@bilten/platform/uuid.js';
import { Injectable } from '@nestjs/common';
import { BillingSummaryQuery } from './queries/billing-summary.query.js';
import { newTransaction, refusedTransition, settlementOf, statusesBefore } from './transactions.rules.js';
import { TransactionsStore } from './transactions.store.js';

@Injectable()
export class TransactionsService implements TransactionsApi {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TransactionsStore,
    private readonly outbox: Outbox,
    private readonly billingSummary: BillingSummaryQuery,
  ) {}

  record(request: RecordTransaction): Promise<TransactionView> {
    return this.unitOfWork.run(async () => {
      const recorded = await this.store.add(newTransaction(request, uuidv7()), { actor: actor() });
      if (!recorded) throw fault(transactions.record, 'paymentIntentTaken', 'Another transaction has this payment intent');
      await this.tellOfSettlement(recorded);
      return recorded;
    });
  }

  ofUser(request: TransactionsOfUser) {
    return this.store.ofUser(request);
  }

  async find({ transactionId }: FindTransaction): Promise<TransactionView> {
    return found(await this.store.find(transactionId, reachOf(transactions.find)));
  }

  updateStatus({ transactionId, status, reason }: UpdateTransactionStatus): Promise<TransactionView> {
    return this.unitOfWork.run(async () => {
      const moved = await this.store.move({ transactionId, to: status, allowedFrom: statusesBefore(status), actor: actor(), reason });
      if (!moved) throw refusedTransition(found(await this.store.find(transactionId, reachOf(transactions.updateStatus))), status);
      if (moved.settles) await this.tellOfSettlement(moved.transaction);
      return moved.transaction;
    });
  }

  summary({ userId }: SummaryOfUser): Promise<BillingSummary> {
    return this.billingSummary.ask(userId);
  }

  private async tellOfSettlement(transaction: TransactionView) {
    const settlement = settlementOf(transaction);
    if (settlement) await this.outbox.add(transactionSettled, settlement);
  }
}

// `find` and `updateStatus` declare it alike.
function found(transaction: TransactionView | undefined): TransactionView {
  if (!transaction) throw fault(transactions.find, 'unknownTransaction', 'There is no such transaction');
  return transaction;
}
