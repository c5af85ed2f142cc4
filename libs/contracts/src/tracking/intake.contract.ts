import { anyone } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Anything, Decimal, Flag, Id, Json, Many, Meaning, Moment, OneOf, Optional, Real, Text, Whole } from '../kit/fields.js';
import { post } from '../kit/http.js';

export const LAB_EXPERIMENT_TYPES = [
  'neural-art',
  'image-playground',
  'music-generator',
  'voice-cloning',
  'story-weaver',
  'dream-interpreter',
  'emotion-visualizer',
  'personality-mirror',
  'future-predictor',
  'battle-arena',
  'debate-arena',
  'other',
] as const;
export const LAB_EXPERIMENT_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
const MAX_URL = 2_048;

/** What every event may say of itself, but for its device. */
class EventOrigin {
  @Optional() @Id() @Meaning('Minted once by the client and kept through retries; made by the server when absent.') messageId?: string;
  @Optional() @Id() sessionId?: string;
  @Optional()
  @Id()
  @Meaning('Heard only from an API key with `tracking:write`; otherwise the user is the bearer of the token.')
  userId?: string;
  @Optional() @Moment() @Meaning('When it happened, by the clock of the client.') timestamp?: string;
  @Optional() @Moment() @Meaning('When it was sent, by the same clock; mends a wrong one.') sentAt?: string;
  @Optional()
  @Text({ max: 1_000, min: 0 })
  @Meaning('Of the device, when a server speaks for it. Heard only from an API key with `tracking:write`.')
  userAgent?: string;
  @Optional() @Text({ max: 100, min: 0 }) @Meaning('As `userAgent`. Never stored as it is.') ipAddress?: string;
}
export class EventEnvelope extends EventOrigin {
  @Optional() @Id() @Meaning('Anonymous id of the device.') visitorId?: string;
}
class OnPage extends EventEnvelope {
  @Optional() @Text({ max: MAX_URL }) pageUrl?: string;
  @Optional() @Text({ max: MAX_URL, min: 0 }) referrer?: string;
}
export class TrackActivity extends OnPage {
  @Text() eventType: string;
  @Optional() @Json() eventData?: Record<string, unknown>;
}
export class TrackEventInteraction extends OnPage {
  @Id() @Meaning("The platform's event.") eventId: string;
  @Text({ max: 190 }) interactionType: string;
  @Optional() @Json() interactionData?: Record<string, unknown>;
}
export class TrackConversion extends OnPage {
  @Text() conversionType: string;
  @Optional() @Decimal() @Meaning('Monetary value, read exactly.') conversionValue?: number | string;
  @Optional() @Id() campaignId?: string;
  @Optional() @Json() conversionData?: Record<string, unknown>;
}
export class TrackPerformance extends EventEnvelope {
  @Text({ max: MAX_URL }) endpoint: string;
  @Real({ min: 0, max: 2_147_483_647 }) @Meaning('Milliseconds; kept as a whole number.') responseTime: number;
  @Whole({ max: 999 }) statusCode: number;
  @Optional() @Text({ min: 0, max: 8_192 }) errorMessage?: string;
}
export class TrackHeatmap extends EventEnvelope {
  @Text({ max: MAX_URL }) pageUrl: string;
  @Real({ min: 0, max: 1_000_000 }) @Meaning('Pixels from the left; kept as a whole number.') xPosition: number;
  @Real({ min: 0, max: 10_000_000 }) @Meaning('Pixels from the top; kept as a whole number.') yPosition: number;
  @Optional() @Text({ min: 0, max: 1_000 }) elementSelector?: string;
  @Optional() @Whole({ max: 1_000_000 }) clickCount?: number;
  @Optional() @Whole({ max: 1_000_000 }) hoverCount?: number;
  @Optional() @Real({ min: 0, max: 100 }) @Meaning('Percent of the page.') scrollDepth?: number;
}
export class TrackPageview extends EventEnvelope {
  @Text({ max: MAX_URL }) url: string;
  @Optional() @Text({ min: 0, max: 1_000 }) title?: string;
  @Optional() @Text({ min: 0, max: MAX_URL }) referrer?: string;
  @Optional() @Json() eventData?: Record<string, unknown>;
}
export class TrackVisitor extends EventOrigin {
  @Id() @Meaning('Anonymous id of the device.') visitorId: string;
  @Optional() @Text({ max: MAX_URL }) @Meaning('The page that the visitor came in by.') url?: string;
  @Optional() @Text({ min: 0, max: MAX_URL }) referrer?: string;
  @Optional() @Json() @Meaning('Screen, time zone and whatever else is known of the device.') visitorData?: Record<string, unknown>;
}
export class TrackLabExperiment extends EventEnvelope {
  @Id() experimentId: string;
  @OneOf(LAB_EXPERIMENT_TYPES) experimentType: string;
  @Optional() @OneOf(LAB_EXPERIMENT_STATUSES) status?: string;
  @Optional() @Json() input?: Record<string, unknown>;
  @Optional() @Json() output?: Record<string, unknown>;
  @Optional() @Real({ min: 0, max: 2_147_483_647 }) @Meaning('Milliseconds.') processingTime?: number;
  @Optional() @Whole({ max: 2_147_483_647 }) tokensUsed?: number;
}

/** What a batch may hold, by the word in `type`. */
export const INTAKE_TYPES = {
  activity: TrackActivity,
  'event-interaction': TrackEventInteraction,
  conversion: TrackConversion,
  performance: TrackPerformance,
  heatmap: TrackHeatmap,
  pageview: TrackPageview,
  visitor: TrackVisitor,
  lab: TrackLabExperiment,
} as const;
export type IntakeType = keyof typeof INTAKE_TYPES;

export const MAX_BATCH_EVENTS = 500;
/** Bytes of a request's body. */
export const MAX_BATCH_BYTES = 1024 * 1024;
export const MAX_EVENT_DATA_BYTES = 32 * 1024;
export const MAX_EVENT_DATA_DEPTH = 8;

export class TrackBatch {
  @Anything()
  @Meaning('Up to 500 events of mixed kinds: the fields of their own route and `type`; without `type` an event is told by its fields.')
  events: unknown[];
  @Optional() @Moment() @Meaning('When the batch was sent, for events without a `sentAt` of their own.') sentAt?: string;
  @Optional() @Flag() @Meaning('Takes old times as given. Only for an API key with `tracking:write`.') historical?: boolean;
}

export class Tracked {
  @Text() @Meaning('The id of the event; the same for every retry that brings a known `messageId`.') trackingId: string;
  @Moment() @Meaning('When it happened.') timestamp: string;
}
export const BATCH_STATUSES = ['accepted', 'duplicate', 'rejected'] as const;
export class TrackedResult {
  @Text() messageId: string;
  @OneOf(BATCH_STATUSES) status: (typeof BATCH_STATUSES)[number];
  @Optional() @Text() trackingId?: string;
  @Optional() @Text() @Meaning('Why it was rejected, from a closed list.') reason?: string;
  @Optional() @Text() detail?: string;
}
export class TrackedBatch {
  @Whole() accepted: number;
  @Whole() duplicates: number;
  @Whole() rejected: number;
  @Many(() => TrackedResult) @Meaning('One result per event, in the order of the request.') results: TrackedResult[];
}

const takes = { access: anyone, judgedByHandler: true, deadlineMs: 5_000 } as const;
const tracked = { ...takes, response: Tracked, bundled: true } as const;
const said = (message: string) => ({ status: 202, message });

/** Events in. A 2xx means that the event is on disk in the stream. */
export const intake = defineService('tracking.intake', {
  activity: {
    ...tracked,
    summary: 'Track an activity: a page view, a click, a search, anything',
    http: post('/tracking/activity', said('Activity tracked successfully')),
    request: TrackActivity,
  },
  eventInteraction: {
    ...tracked,
    summary: 'Track an interaction with an event of the platform',
    http: post('/tracking/event-interaction', said('Event interaction tracked successfully')),
    request: TrackEventInteraction,
  },
  conversion: {
    ...tracked,
    summary: 'Track a conversion',
    http: post('/tracking/conversion', said('Conversion tracked successfully')),
    request: TrackConversion,
  },
  performance: {
    ...tracked,
    summary: 'Track how long an endpoint took',
    http: post('/tracking/performance', said('Performance tracked successfully')),
    request: TrackPerformance,
  },
  heatmap: {
    ...tracked,
    summary: 'Track a point of a heatmap',
    http: post('/tracking/heatmap', said('Heatmap data tracked successfully')),
    request: TrackHeatmap,
  },
  pageview: {
    ...tracked,
    summary: 'Track a page view',
    http: post('/analytics/track/pageview', said('Page view tracked successfully')),
    request: TrackPageview,
  },
  visitor: {
    ...tracked,
    summary: 'Track a visitor',
    http: post('/analytics/track/visitor', said('Visitor tracked successfully')),
    request: TrackVisitor,
  },
  lab: {
    ...tracked,
    summary: 'Track an AI Lab experiment',
    http: post('/analytics/track/lab', said('Lab experiment tracked successfully')),
    request: TrackLabExperiment,
  },
  batch: {
    ...takes,
    summary: 'Track up to 500 events of mixed kinds',
    http: post('/tracking/batch', said('Batch tracked successfully')),
    request: TrackBatch,
    response: TrackedBatch,
  },
});
export type IntakeApi = Api<typeof intake>;
