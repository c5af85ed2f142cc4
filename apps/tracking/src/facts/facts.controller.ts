import { TransactionSettled, transactionSettled } from '@bilten/contracts/commerce/transactions.facts.js';
import { Fault } from '@bilten/contracts/kit/fault.js';
import type { TrackConversion } from '@bilten/contracts/tracking/intake.contract.js';
import { type Delivery, On, Poison } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { Deliveries } from '../intake/deliveries.js';
import { IntakeService } from '../intake/intake.service.js';
import { decimalOf } from './money.rules.js';

/** Facts of other domains that are points on a user's journey. They take the way of every event; the fact's id makes a repeated one a duplicate. */
@Controller()
export class FactsController {
  constructor(
    private readonly intake: IntakeService,
    private readonly deliveries: Deliveries,
  ) {}

  @On(transactionSettled, 'tracking-settled-transactions')
  async settled(fact: TransactionSettled, { id }: Delivery) {
    const { userId, sessionId, visitorId, campaignId, settledAt, amountMinor, currency, transactionId, type } = fact;
    const conversion: TrackConversion = {
      messageId: `fact:${id}`,
      conversionType: 'transaction_settled',
      conversionValue: decimalOf(amountMinor, currency),
      timestamp: settledAt,
      userId,
      ...(sessionId && { sessionId }),
      ...(visitorId && { visitorId }),
      ...(campaignId && { campaignId }),
      conversionData: { transactionId, type, currency, amountMinor },
    };
    await this.intake.trackOne('conversion', conversion, await this.deliveries.now({ historical: true })).catch(hopeless);
  }
}

/** What intake refuses it will refuse again, and count each time. */
function hopeless(error: unknown): never {
  throw error instanceof Fault && error.kind === 'invalid' ? new Poison(error.message) : error;
}
