import { selfOr, staff } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Flag, Id, Json, Many, Meaning, Moment, Nested, OneOf, Optional, Real, Text, Texts, Whole } from '../kit/fields.js';
import { get, post } from '../kit/http.js';

export const TIME_RANGES = ['1h', '6h', '24h', '7d', '30d'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

/** What every report says about how it came to be. */
class Report {
  @Moment() computedAt: string;
  @Whole() @Meaning('Events scanned.') events: number;
  @Flag() sampled: false;
  @Flag() @Meaning('Whether a list was cut to what an answer can hold; totals count all.') truncated: boolean;
}

export class RealTimeRequest {
  @Optional() @OneOf(TIME_RANGES) @Meaning('`1h` unless given.') timeRange?: TimeRange;
  @Optional() @Texts() eventTypes?: string[];
  @Optional() @Id() userId?: string;
  @Optional() @Id() eventId?: string;
}
export class ActivityBucket {
  @Text() event_type: string;
  @Whole() count: number;
  @Moment() time_bucket: string;
}
export class ConversionBucket {
  @Text() conversion_type: string;
  @Whole() count: number;
  @Real() total_value: number;
  @Moment() time_bucket: string;
}
export class EndpointPerformance {
  @Text() endpoint: string;
  @Real() @Meaning('Mean, in milliseconds.') avg_response_time: number;
  @Whole() request_count: number;
  @Whole() @Meaning('Answers of 400 and above.') error_count: number;
}
export class RealTimeView extends Report {
  @OneOf(TIME_RANGES) timeRange: TimeRange;
  @Many(() => ActivityBucket) realTimeActivity: ActivityBucket[];
  @Many(() => ConversionBucket) realTimeConversions: ConversionBucket[];
  @Whole() @Meaning('Sessions seen in the last five minutes.') activeSessions: number;
  @Many(() => EndpointPerformance) performanceMetrics: EndpointPerformance[];
  @Moment() lastUpdated: string;
}

export class OverviewRequest {
  @Optional() @OneOf(TIME_RANGES) @Meaning('`30d` unless given or dated.') timeRange?: TimeRange;
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() @Meaning('Included.') endDate?: string;
  @Optional() @Whole({ min: 1, max: 1_000 }) @Meaning('How many pages are listed; 20 unless given.') limit?: number;
}
export class TopPage {
  @Text() page: string;
  @Whole() views: number;
  @Whole() visitors: number;
}
export class StatusCount {
  @Whole() status: number;
  @Whole() count: number;
}
export class OverviewView extends Report {
  @Whole() pageViews: number;
  @Whole() @Meaning('People who viewed a page: users, else devices, else sessions.') visitors: number;
  @Whole() sessions: number;
  @Many(() => TopPage) @Meaning('The most viewed first; an address without its query and fragment.') topPages: TopPage[];
  @Many(() => StatusCount)
  @Meaning('HTTP answers by status: of performance events, and of page views whose `eventData` has a `status`.')
  statusCounts: StatusCount[];
}

export class UserJourneyRequest {
  @Id() userId: string;
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() endDate?: string;
  @Optional() @Flag() @Meaning('Whether `userActivity` is listed; true unless given.') includeEvents?: boolean;
  @Optional() @Flag() @Meaning('Whether `eventInteractions` is listed; true unless given.') includeInteractions?: boolean;
}
export class JourneyActivity {
  @Text() id: string;
  @Text() event_type: string;
  @Optional() @Text() session_id?: string;
  @Optional() @Text() page_url?: string;
  @Optional() @Json() event_data?: Record<string, unknown>;
  @Moment() created_at: string;
}
export class JourneyInteraction {
  @Text() id: string;
  @Text() event_id: string;
  @Text() interaction_type: string;
  @Optional() @Text() session_id?: string;
  @Optional() @Json() interaction_data?: Record<string, unknown>;
  @Moment() created_at: string;
}
export class CommonFlow {
  @Text() from: string;
  @Text() to: string;
  @Whole() count: number;
}
export class JourneyAnalysis {
  @Json() @Meaning('Page views by page, the most visited first.') mostVisitedPages: Record<string, number>;
  @Many(() => CommonFlow) @Meaning('Steps from one page to the next within a session, the most common first.') commonFlows: CommonFlow[];
  @Real() @Meaning('Mean, in seconds.') sessionDuration: number;
  @Real() @Meaning('Percent of sessions with one page view and nothing else within 10 seconds.') bounceRate: number;
}
export class UserJourneyView extends Report {
  @Text() userId: string;
  @Many(() => JourneyActivity) userActivity: JourneyActivity[];
  @Many(() => JourneyInteraction) eventInteractions: JourneyInteraction[];
  @Many(() => JourneyActivity)
  @Meaning('Conversions, payments and whatever else other domains tell, on the same timeline.')
  milestones: JourneyActivity[];
  @Nested(() => JourneyAnalysis) journeyAnalysis: JourneyAnalysis;
  @Whole() totalSessions: number;
  @Whole() @Meaning('All events of the user.') totalEvents: number;
  @Whole() totalInteractions: number;
}

export class FunnelStep {
  @Optional() @Text() @Meaning('Its name in the answer; the event type unless given.') name?: string;
  @Text() eventType: string;
}
export const FUNNEL_ORDERS = ['sequential', 'strict', 'any'] as const;
export const FUNNEL_BY = ['user', 'session'] as const;
export class FunnelFilters {
  @Optional() @Id() userId?: string;
  @Optional() @Id() eventId?: string;
  @Optional() @Id() campaignId?: string;
}
export class FunnelRequest {
  @Many(() => FunnelStep, { min: 1, max: 20 }) funnelSteps: FunnelStep[];
  @Optional() @OneOf(TIME_RANGES) @Meaning('`30d` unless given or dated.') timeRange?: TimeRange;
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() endDate?: string;
  @Optional() @OneOf(FUNNEL_ORDERS) order?: (typeof FUNNEL_ORDERS)[number];
  @Optional()
  @Whole({ min: 1, max: 366 * 86_400 })
  @Meaning('14 days unless given; counted from the first step.')
  conversionWindowSeconds?: number;
  @Optional() @OneOf(FUNNEL_BY) by?: (typeof FUNNEL_BY)[number];
  @Optional() @Nested(() => FunnelFilters) filters?: FunnelFilters;
}
export class FunnelStepView {
  @Text() step: string;
  @Text() eventType: string;
  @Whole() count: number;
  @Real() @Meaning('Percent of the first step.') conversionRate: number;
  @Real() @Meaning('Percent of the step before.') stepConversionRate: number;
  @Optional() @Real() @Meaning('Seconds since the step before.') medianSeconds?: number;
  @Optional() @Real() @Meaning('Seconds since the step before.') meanSeconds?: number;
}
export class FunnelView extends Report {
  @Many(() => FunnelStepView) funnelSteps: FunnelStepView[];
  @Optional() @OneOf(TIME_RANGES) timeRange?: TimeRange;
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() endDate?: string;
  @Whole() totalSteps: number;
  @Real() @Meaning('Percent of the first step that reached the last.') overallConversionRate: number;
}

export class HeatmapRequest {
  @Text({ max: 2_048 }) @Meaning('Percent-encoded in the path.') pageUrl: string;
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() endDate?: string;
}
export class HeatmapPoint {
  @Whole() x_position: number;
  @Whole() y_position: number;
  @Text() element_selector: string;
  @Whole() click_count: number;
  @Whole() hover_count: number;
}
export class HeatmapView extends Report {
  @Text() pageUrl: string;
  @Many(() => HeatmapPoint) @Meaning('The hottest first, at most 10,000.') points: HeatmapPoint[];
  @Whole() totalClicks: number;
  @Whole() totalHovers: number;
  @Real() @Meaning('Percent of the page.') averageScrollDepth: number;
  @Whole() sessions: number;
}

/** What has happened, answered from the event store. */
export const reports = defineService('analytics.reports', {
  realTime: {
    summary: 'What is happening now',
    http: get('/tracking/real-time'),
    access: staff('analyst', 'analytics:read'),
    request: RealTimeRequest,
    response: RealTimeView,
    deadlineMs: 15_000,
  },
  overview: {
    summary: 'Page views, visitors, top pages and answers by status',
    http: get('/analytics/overview'),
    access: staff('analyst', 'analytics:read'),
    request: OverviewRequest,
    response: OverviewView,
    faults: { invalidRange: 'invalid' },
    deadlineMs: 15_000,
  },
  userJourney: {
    summary: "One user's way through the platform",
    http: get('/tracking/user-journey/:userId'),
    access: selfOr('analyst', 'analytics:read'),
    request: UserJourneyRequest,
    response: UserJourneyView,
    faults: { invalidRange: 'invalid' },
    deadlineMs: 15_000,
  },
  funnelAnalysis: {
    summary: 'How many went from step to step',
    http: post('/tracking/funnel-analysis', { status: 200 }),
    access: staff('analyst', 'analytics:read'),
    request: FunnelRequest,
    response: FunnelView,
    faults: { invalidRange: 'invalid' },
    deadlineMs: 15_000,
  },
  heatmap: {
    summary: 'Where a page was clicked and hovered',
    http: get('/tracking/heatmap/:pageUrl'),
    access: staff('analyst', 'analytics:read'),
    request: HeatmapRequest,
    response: HeatmapView,
    faults: { invalidRange: 'invalid' },
    deadlineMs: 15_000,
  },
});
export type ReportsApi = Api<typeof reports>;
