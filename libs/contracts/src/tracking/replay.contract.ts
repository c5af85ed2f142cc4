import { services } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Anything, Meaning, Whole } from '../kit/fields.js';
import type { JournaledEvent } from './event-row.js';

export class AskBound {}
export class JournalBound {
  @Whole() @Meaning('Every event whose arrival is below this is committed.') before: number;
  @Whole() @Meaning('How many events that is.') events: number;
}
export class ReplayRequest {
  @Whole() @Meaning('Arrival of the last event of the page before; 0 for the first.') after: number;
  @Whole() before: number;
  @Whole({ min: 1, max: 5_000 }) limit: number;
}
export class ReplayPage {
  @Anything() events: JournaledEvent[];
}

/** The journal told again, in the order of arrival, to whoever rebuilds what is derived from it. */
export const replay = defineService('tracking.replay', {
  bound: {
    summary: 'Up to where the journal is complete',
    access: services,
    request: AskBound,
    response: JournalBound,
    deadlineMs: 60_000,
  },
  page: { summary: 'A page of the journal', access: services, request: ReplayRequest, response: ReplayPage, deadlineMs: 60_000 },
});
export type ReplayApi = Api<typeof replay>;
