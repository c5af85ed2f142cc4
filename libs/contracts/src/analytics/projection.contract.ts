import { services } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Flag, Id, Meaning, Whole } from '../kit/fields.js';

export class AwaitErasure {
  @Id() userId: string;
  @Whole() @Meaning('The sequence of the erasure in the EVENTS stream.') sequence: number;
}
export class ErasureOutcome {
  @Flag() @Meaning('False when the projector has not come so far in time.') done: boolean;
  @Whole() removed: number;
}

/** How far the event store has come. */
export const projection = defineService('analytics.projection', {
  awaitErasure: { summary: 'Wait until an erasure has reached the event store', access: services, request: AwaitErasure, response: ErasureOutcome, deadlineMs: 60_000 },
});
export type ProjectionApi = Api<typeof projection>;
