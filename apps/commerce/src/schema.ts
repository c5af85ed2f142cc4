import type { Schema } from '@bilten/platform/postgres/database.module.js';
import { CreateOutbox1763000000000 } from '@bilten/platform/postgres/outbox.js';
import { CreateTransactions1763100000000 } from './migrations/1763100000000-create-transactions.js';
import { TransactionEventEntity } from './transactions/transaction-event.entity.js';
import { TransactionEntity } from './transactions/transaction.entity.js';

/** All that commerce keeps in Postgres. */
export const COMMERCE: Schema = {
  name: 'commerce',
  entities: [TransactionEntity, TransactionEventEntity],
  migrations: [CreateOutbox1763000000000, CreateTransactions1763100000000],
};
