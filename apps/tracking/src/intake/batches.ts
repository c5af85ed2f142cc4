import { commonFault } from '@bilten/contracts/kit/fault.js';
import { isMoment } from '@bilten/contracts/kit/fields.js';
import { MAX_BATCH_EVENTS, type TrackBatch, type TrackedBatch } from '@bilten/contracts/tracking/intake.contract.js';
import { currentContext } from '@bilten/platform/context/context.js';
import { Injectable } from '@nestjs/common';
import { Deliveries } from './deliveries.js';
import { IntakeService } from './intake.service.js';
import { isTrustedServer } from './steps/identify.js';

/** Many events at once, each judged by itself: a bad one never spoils the others. */
@Injectable()
export class Batches {
  constructor(
    private readonly intake: IntakeService,
    private readonly deliveries: Deliveries,
  ) {}

  async track(batch: TrackBatch): Promise<TrackedBatch> {
    this.accept(batch);
    const { events, sentAt, historical } = batch;
    const delivery = await this.deliveries.now({ ...(sentAt && { sentAt }), ...(historical && { historical }) });
    const results = await this.intake.track(events, delivery);
    const count = (status: string) => results.filter((result) => result.status === status).length;
    return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results };
  }

  private accept(batch: TrackBatch) {
    const wrong = (pointer: string, detail: string) => commonFault('invalid', 'The batch is not valid', { errors: [{ pointer, detail }] });
    if (typeof batch !== 'object' || batch === null || Array.isArray(batch)) throw wrong('', 'must be a JSON object');
    const { events, sentAt, historical, ...rest } = batch;
    if (!Array.isArray(events)) throw wrong('/events', 'events must be a list');
    if (events.length === 0 || events.length > MAX_BATCH_EVENTS)
      throw wrong('/events', `a batch holds 1 to ${MAX_BATCH_EVENTS} events, not ${events.length}`);
    if (sentAt !== undefined && sentAt !== null && !isMoment(sentAt)) throw wrong('/sentAt', 'sentAt must be an RFC 3339 time');
    if (historical !== undefined && historical !== null && typeof historical !== 'boolean')
      throw wrong('/historical', 'historical must be true or false');
    if (historical && !isTrustedServer(currentContext().caller))
      throw commonFault('denied', 'Only an API key with the scope `tracking:write` may send `historical` batches');
    const unknown = Object.keys(rest)[0];
    if (unknown) throw wrong(`/${unknown}`, `${unknown} is not a field of this request`);
  }
}
