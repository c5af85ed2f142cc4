import {
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type TransactionItem,
  type TransactionStatus,
  type TransactionType,
} from '@bilten/contracts/commerce/transactions.contract.js';
import { Instant, isOneOf, wholeNumber } from '@bilten/platform/postgres/columns.js';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('transaction')
@Check('transaction_type_known', isOneOf('type', TRANSACTION_TYPES))
@Check('transaction_status_known', isOneOf('status', TRANSACTION_STATUSES))
@Check('transaction_amount_not_negative', 'amount_minor >= 0')
@Check('transaction_currency_iso', "currency ~ '^[A-Z]{3}$'")
@Index(['userId', 'createdAt', 'transactionId'])
@Index('transaction_payment_intent_once', ['stripePaymentIntentId'], { unique: true, where: 'stripe_payment_intent_id is not null' })
export class TransactionEntity {
  @PrimaryColumn({ type: 'text', collation: 'C' }) transactionId: string;
  @Column('text') userId: string;
  @Column('text') type: TransactionType;
  @Column('text') status: TransactionStatus;
  @Column('bigint', { transformer: wholeNumber }) amountMinor: number;
  @Column('text') currency: string;
  @Column('text', { nullable: true }) description: string | null;
  @Column('text', { nullable: true }) stripePaymentIntentId: string | null;
  @Column('text', { nullable: true }) provider: string | null;
  @Column('jsonb', { nullable: true }) items: TransactionItem[] | null;
  @Column('jsonb', { nullable: true }) metadata: Record<string, unknown> | null;
  @Column('text', { nullable: true }) campaignId: string | null;
  @Column('text', { nullable: true }) sessionId: string | null;
  @Column('text', { nullable: true }) visitorId: string | null;
  @Column('integer', { default: 1 }) version: number;
  @Instant({ nullable: true }) settledAt: Date | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
