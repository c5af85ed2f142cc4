import type { BillingByMonth, BillingByType, BillingSummary, CurrencySummary } from '@bilten/contracts/commerce/transactions.contract.js';
import { REVENUE_TYPES } from '@bilten/contracts/commerce/transactions.facts.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';

/** One row for the currency, one for each of its types, one for each of its months. */
interface Group {
  readonly currency: string;
  readonly type: BillingByType['type'] | null;
  readonly month: string | null;
  readonly count: number;
  readonly amount: string;
  readonly gross: string;
  readonly refunded: string;
}

/** What a user has paid and got back, as the settled transactions tell. */
@Injectable()
export class BillingSummaryQuery {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async ask(userId: string): Promise<BillingSummary> {
    const groups: Group[] = await this.unitOfWork.manager.query(BILLING_SUMMARY, [userId, REVENUE_TYPES]);
    const totals = groups.filter(({ type, month }) => type === null && month === null);
    return {
      userId,
      currencies: totals.map((total) =>
        summaryOf(
          total,
          groups.filter(({ currency }) => currency === total.currency),
        ),
      ),
    };
  }
}

const summaryOf = (total: Group, groups: readonly Group[]): CurrencySummary => ({
  currency: total.currency,
  ...totalsOf(total),
  byType: groups.flatMap(({ type, amount, count }): BillingByType[] =>
    type === null ? [] : [{ type, amountMinor: Number(amount), count }],
  ),
  byMonth: groups.flatMap((group): BillingByMonth[] => (group.month === null ? [] : [{ month: group.month, ...totalsOf(group) }])),
});

const totalsOf = ({ gross, refunded, count }: Group) => ({
  grossMinor: Number(gross),
  refundedMinor: Number(refunded),
  netMinor: Number(gross) - Number(refunded),
  count,
});

const BILLING_SUMMARY = `
  select currency, type, month, count(*)::int, sum(amount_minor) as amount,
    coalesce(sum(amount_minor) filter (where type = any($2)), 0) as gross,
    coalesce(sum(amount_minor) filter (where type in ('refund', 'chargeback')), 0) as refunded
  from (
    select currency, type, amount_minor, to_char(settled_at at time zone 'UTC', 'YYYY-MM') as month
    from transaction where user_id = $1 and settled_at is not null
  ) settled
  group by currency, grouping sets ((), (type), (month))
  order by currency, month desc, type`;
