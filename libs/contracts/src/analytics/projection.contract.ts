import { services, staff } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Flag, Id, Meaning, Nested, Optional, Whole } from '../kit/fields.js';
import { get, post } from '../kit/http.js';

export class AwaitErasure {
  @Id() userId: string;
  @Whole() @Meaning('The bound that the erasure was told with.') before: number;
}
export class ErasureOutcome {
  @Flag() @Meaning('False when the event store has not come so far in time.') done: boolean;
  @Whole() removed: number;
}

export class AskEventStore {}
export class RebuildProgress {
  @Whole() copied: number;
  @Whole() @Meaning('Events in the journal when the rebuild began.') total: number;
}
export class EventStoreView {
  @Whole() @Meaning('Events that reports can read, bots included.') events: number;
  @Whole() @Meaning('Messages of the EVENTS stream that wait.') lag: number;
  @Flag() @Meaning('Whether the engine runs inside the service.') embedded: boolean;
  @Optional() @Nested(() => RebuildProgress) @Meaning('Only while the store is being rebuilt.') rebuilding?: RebuildProgress;
}

/** The event store and how far it has come. */
export const projection = defineService('analytics.projection', {
  status: {
    summary: 'How far the event store has come',
    http: get('/analytics/event-store'),
    access: staff('analyst', 'analytics:read'),
    request: AskEventStore,
    response: EventStoreView,
    deadlineMs: 10_000,
  },
  rebuild: {
    summary: 'Drop the event store and rebuild it from the journal',
    http: post('/analytics/event-store/rebuild', { status: 202, message: 'Rebuild started' }),
    access: staff('admin'),
    request: AskEventStore,
    response: EventStoreView,
    faults: { alreadyRebuilding: 'conflict' },
    deadlineMs: 60_000,
  },
  awaitErasure: {
    summary: 'Wait until an erasure has reached the event store',
    access: services,
    request: AwaitErasure,
    response: ErasureOutcome,
    deadlineMs: 45_000,
  },
});
export type ProjectionApi = Api<typeof projection>;
