import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Times are kept to the millisecond, so that a cursor can say them exactly. */
export class CreateTransactions1763100000000 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      create table transaction (
        transaction_id text collate "C" primary key,
        user_id text not null,
        type text not null constraint transaction_type_known check (type in
          ('purchase', 'subscription', 'renewal', 'upgrade', 'downgrade', 'refund', 'credit', 'chargeback', 'failed')),
        status text not null constraint transaction_status_known check (status in
          ('pending', 'processing', 'completed', 'failed', 'refunded', 'partially_refunded', 'cancelled', 'disputed')),
        amount_minor bigint not null constraint transaction_amount_not_negative check (amount_minor >= 0),
        currency text not null constraint transaction_currency_iso check (currency ~ '^[A-Z]{3}$'),
        description text,
        stripe_payment_intent_id text,
        provider text,
        items jsonb,
        metadata jsonb,
        campaign_id text,
        session_id text,
        visitor_id text,
        version integer not null default 1,
        settled_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`);
    await db.query('create index on transaction (user_id, created_at, transaction_id)');
    await db.query(`
      create unique index transaction_payment_intent_once on transaction (stripe_payment_intent_id)
      where stripe_payment_intent_id is not null`);
    await db.query(`
      create table transaction_event (
        position bigint generated always as identity primary key,
        transaction_id text collate "C" not null references transaction,
        from_status text,
        to_status text not null,
        actor text not null,
        reason text,
        happened_at timestamptz(3) not null default now()
      )`);
    await db.query('create index on transaction_event (transaction_id)');
    await db.query(`
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% can only be added to', tg_table_name;
      end $$`);
    await db.query(`
      create trigger append_only before update or delete or truncate on transaction_event
      for each statement execute function refuse_change()`);
  }

  async down(db: QueryRunner) {
    await db.query('drop table transaction_event');
    await db.query('drop function refuse_change');
    await db.query('drop table transaction');
  }
}
