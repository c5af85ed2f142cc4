import {
  type TransactionStatus,
  transactions,
  type TransactionsOfUser,
  type TransactionView,
} from '@bilten/contracts/commerce/transactions.contract.js';
import type { Reach } from '@bilten/contracts/kit/access.js';
import type { Page } from '@bilten/contracts/kit/contract.js';
import { plain } from '@bilten/platform/postgres/columns.js';
import { isInstant, isText, Keyset, type SortKey } from '@bilten/platform/postgres/cursor.js';
import { insertUnlessTaken } from '@bilten/platform/postgres/insert.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';
import { TransactionEventEntity } from './transaction-event.entity.js';
import { TransactionEntity } from './transaction.entity.js';
import type { NewTransaction } from './transactions.rules.js';

/** Who changes a status, and why. */
interface Cause {
  readonly actor: string;
  readonly reason?: string | undefined;
}
interface Move extends Cause {
  readonly transactionId: string;
  readonly to: TransactionStatus;
  readonly allowedFrom: readonly TransactionStatus[];
}
/** What came of a move; `settles` when it completed the transaction for the first time. */
interface Moved {
  readonly transaction: TransactionView;
  readonly settles: boolean;
}

const LATEST_FIRST: SortKey<TransactionView> = { createdAt: isInstant, transactionId: isText };

/** Transactions and their history. What writes is called within a unit of work. */
@Injectable()
export class TransactionsStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Undefined when another transaction has the payment intent. */
  async add(transaction: NewTransaction, cause: Cause): Promise<TransactionView | undefined> {
    const { transactionId, status } = transaction;
    const row = { ...transaction, settledAt: status === 'completed' ? () => 'now()' : null };
    if (!(await insertUnlessTaken(this.manager, TransactionEntity, row))) return undefined;
    await this.note({ transactionId, to: status, ...cause }, null);
    return this.find(transactionId, {});
  }

  async find(transactionId: string, reach: Reach): Promise<TransactionView | undefined> {
    const row = await this.manager.findOneBy(TransactionEntity, { transactionId, ...reach });
    return row ? plain(row) : undefined;
  }

  async ofUser(request: TransactionsOfUser): Promise<Page<TransactionView>> {
    const keyset = new Keyset(transactions.ofUser, request, LATEST_FIRST);
    const query = this.manager.createQueryBuilder(TransactionEntity, 't').where({ userId: request.userId });
    if (keyset.after) query.andWhere('(t.created_at, t.transaction_id) < (:createdAt, :transactionId)', keyset.after);
    const rows = await query.orderBy('t.createdAt', 'DESC').addOrderBy('t.transactionId', 'DESC').limit(keyset.take).getMany();
    return keyset.page(rows.map((row): TransactionView => plain(row)));
  }

  /** Compare and swap: undefined when there is no such transaction, or when it is in none of the statuses to move from. */
  async move(move: Move): Promise<Moved | undefined> {
    const [[before]] = await this.manager.query(MOVE, [move.transactionId, move.to, move.allowedFrom]);
    if (!before) return undefined;
    await this.note(move, before.status);
    const transaction = await this.find(move.transactionId, {});
    return { transaction: transaction!, settles: before.settles };
  }

  private async note({ transactionId, to, actor, reason }: Omit<Move, 'allowedFrom'>, fromStatus: TransactionStatus | null) {
    await this.manager.insert(TransactionEventEntity, { transactionId, fromStatus, toStatus: to, actor, reason: reason ?? null });
  }

  private get manager() {
    return this.unitOfWork.manager;
  }
}

// The lock makes `before` the newest version, which RETURNING alone cannot tell.
const MOVE = `
  with before as (select transaction_id, status, settled_at from transaction where transaction_id = $1 for update)
  update transaction t
  set status = $2, version = version + 1, updated_at = now(),
    settled_at = case when $2 = 'completed' then coalesce(t.settled_at, now()) else t.settled_at end
  from before
  where t.transaction_id = before.transaction_id and t.status = any($3)
  returning before.status, before.settled_at is null and t.settled_at is not null as settles`;
