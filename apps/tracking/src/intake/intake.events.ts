import type { RejectReason } from '@bilten/contracts/tracking/event-row.js';
import { log } from '@bilten/platform/telemetry/log.js';
import { Counter, Histogram, registry } from '@bilten/platform/telemetry/metrics.js';

const registers = [registry];

/** Time that one step took for all events of a run. */
export const stepSeconds = new Histogram({
  name: 'bilten_intake_step_seconds',
  help: 'Time of one ingestion step for one run of events',
  labelNames: ['step'],
  registers,
  buckets: [0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1],
});
const taken = new Counter({ name: 'bilten_intake_events_total', help: 'Events judged by intake', labelNames: ['outcome'], registers });

export const eventsAccepted = (count: number) => taken.inc({ outcome: 'accepted' }, count);
export const eventRejected = (reason: RejectReason, detail: string) => {
  taken.inc({ outcome: reason });
  log.debug({ event: 'event-rejected', reason, detail });
};
/** A step is at fault, not the event; the event is kept as rejected and can be sent again. */
export const stepFailed = (step: string, error: unknown) =>
  log.error({ err: error, event: 'step-failed', step }, 'a step of the intake failed');
/** The stream took nothing; the clients heard 503 and will come back. */
export const streamRefused = (error: unknown, events: number) => {
  taken.inc({ outcome: 'unavailable' }, events);
  log.warn({ err: error, event: 'stream-refused', events }, 'events could not be written to the stream');
};
