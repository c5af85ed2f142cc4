import type { TransactionStatus } from '@bilten/contracts/commerce/transactions.contract.js';
import { Instant } from '@bilten/platform/postgres/columns.js';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { TransactionEntity } from './transaction.entity.js';

/** One change of status. The table can only be added to. */
@Entity('transaction_event')
export class TransactionEventEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) position: string;
  @Index() @ForeignKey(() => TransactionEntity) @Column({ type: 'text', collation: 'C' }) transactionId: string;
  @Column('text', { nullable: true }) fromStatus: TransactionStatus | null;
  @Column('text') toStatus: TransactionStatus;
  @Column('text') actor: string;
  @Column('text', { nullable: true }) reason: string | null;
  @Instant({ default: () => 'now()' }) happenedAt: Date;
}
