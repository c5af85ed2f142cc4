import { judge } from '@bilten/contracts/kit/judge.js';
import {
  type EventEnvelope,
  INTAKE_TYPES,
  type TrackActivity,
  type TrackConversion,
  type TrackEventInteraction,
  type TrackHeatmap,
  type TrackLabExperiment,
  type TrackPageview,
  type TrackPerformance,
  type TrackVisitor,
} from '@bilten/contracts/tracking/intake.contract.js';
import type { Draft, EventFields, Told } from '../arrival.js';
import { reject, type Rejection } from '../pipeline.js';

type Own = Omit<EventFields, 'message_id'>;

/** Validates an event against the class of its type and gives it the one flat shape of all events. */
export function draft({ type, body, delivery, messageId }: Told): Draft | Rejection {
  const judged = judge<EventEnvelope>(INTAKE_TYPES[type], body);
  if (!judged.ok)
    return reject(
      'invalid',
      judged.problems
        .map(({ detail, pointer }) => `${pointer}: ${detail}`)
        .join('; ')
        .slice(0, 1_000),
    );
  const { sessionId, visitorId } = judged.value;
  const row = {
    ...SHAPES[type](judged.value as never),
    message_id: judged.value.messageId ?? messageId,
    ...some({ session_id: sessionId, visitor_id: visitorId }),
  };
  return { delivery, envelope: judged.value, row };
}

const SHAPES = {
  activity: ({ eventType, eventData, pageUrl, referrer }: TrackActivity): Own => ({
    kind: 'activity',
    name: eventType,
    ...some({ page_url: pageUrl, referrer, data: eventData, event_id: eventIn(eventData) }),
  }),
  'event-interaction': ({ eventId, interactionType, interactionData, pageUrl, referrer }: TrackEventInteraction): Own => ({
    kind: 'event-interaction',
    name: `event_${interactionType}`,
    event_id: eventId,
    ...some({ page_url: pageUrl, referrer, data: interactionData }),
  }),
  conversion: ({ conversionType, conversionValue, campaignId, conversionData, pageUrl, referrer }: TrackConversion): Own => ({
    kind: 'conversion',
    name: conversionType,
    value: exact(conversionValue ?? 0),
    ...some({ campaign_id: campaignId, data: conversionData, event_id: eventIn(conversionData), page_url: pageUrl, referrer }),
  }),
  performance: ({ endpoint, responseTime, statusCode, errorMessage }: TrackPerformance): Own => ({
    kind: 'performance',
    name: 'performance',
    endpoint,
    response_time: Math.round(responseTime),
    status_code: statusCode,
    ...some({ error_message: errorMessage }),
  }),
  heatmap: ({ pageUrl, xPosition, yPosition, elementSelector, clickCount, hoverCount, scrollDepth }: TrackHeatmap): Own => ({
    kind: 'heatmap',
    name: 'heatmap',
    page_url: pageUrl,
    x_position: Math.round(xPosition),
    y_position: Math.round(yPosition),
    ...some({ element_selector: elementSelector, click_count: clickCount, hover_count: hoverCount, scroll_depth: rounded(scrollDepth) }),
  }),
  pageview: ({ url, title, referrer, eventData }: TrackPageview): Own => ({
    kind: 'activity',
    name: 'page_view',
    page_url: url,
    ...some({ referrer, event_id: eventIn(eventData), data: title === undefined ? eventData : { title, ...eventData } }),
  }),
  visitor: ({ url, referrer, visitorData }: TrackVisitor): Own => ({
    kind: 'activity',
    name: 'visitor',
    ...some({ page_url: url, referrer, data: visitorData }),
  }),
  lab: ({ experimentId, experimentType, status, input, output, processingTime, tokensUsed }: TrackLabExperiment): Own => ({
    kind: 'lab',
    name: 'lab_experiment',
    experiment_id: experimentId,
    experiment_type: experimentType,
    experiment_status: status ?? 'completed',
    ...some({
      processing_time: rounded(processingTime),
      tokens_used: tokensUsed,
      data: input || output ? some({ input, output }) : undefined,
    }),
  }),
} as const;

/** Only what is there: an absent field takes no room in the stream. */
function some<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) present[name] = value;
  return present as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** As every store gives it back: no zeros in front and none behind the last digit, and zero has no sign. */
function exact(value: number | string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(String(value)) ?? [];
  const digits = fraction ? `${whole}.${fraction}` : whole;
  return digits === '0' ? digits : sign + digits;
}
const rounded = (value: number | undefined) => (value === undefined ? undefined : Math.round(value));

/** The platform's event that free data speaks of, so that reports can be asked for one event. */
const eventIn = (data: Record<string, unknown> | undefined) => {
  const eventId = data?.['eventId'];
  return typeof eventId === 'string' && eventId.length > 0 && eventId.length <= 200 ? eventId : undefined;
};
