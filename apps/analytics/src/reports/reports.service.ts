import {
  type FunnelRequest,
  type FunnelView,
  type HeatmapRequest,
  type HeatmapView,
  type OverviewRequest,
  type OverviewView,
  type RealTimeRequest,
  type RealTimeView,
  reports,
  type ReportsApi,
  type UserJourneyRequest,
  type UserJourneyView,
} from '@bilten/contracts/analytics/reports.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { whatFits } from '@bilten/platform/contracts/answer-size.js';
import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { ACTIVITY, INTERACTIONS, MILESTONES } from './event-kinds.js';
import { funnelOf, stepViews } from './funnel/funnel.rules.js';
import { listThatFits, newestThatFit } from './answer-size.rules.js';
import { activityOf, interactionOf, milestoneOf } from './journey/journey.rules.js';
import { reportQueries } from './report-queries.js';
import { activeRange, bucketSeconds, datedRange, isDated, isReversed, lastRange, percent, type Range, rangeOf } from './reports.rules.js';

const LISTED = 1_000;
const POINTS = 10_000;
/** The only list of its answer. */
const POINTS_BYTES = 850_000;
const FLOWS_BYTES = 90_000;
const TOP_PAGES = 20;

/** What has happened, as reports. Each says when it was computed and how many events it saw; none is sampled. */
@Injectable()
export class ReportsService implements ReportsApi {
  private readonly ask: ReturnType<typeof reportQueries>;

  constructor(store: EventStore) {
    this.ask = reportQueries(store);
  }

  async realTime({ timeRange = '1h', ...filters }: RealTimeRequest): Promise<RealTimeView> {
    const now = Date.now();
    const [range, bucket] = [lastRange(timeRange, now), bucketSeconds(timeRange)];
    const [activity, conversions, activeSessions, performance, events] = await Promise.all([
      this.ask.realTimeActivity.ask(range, bucket, filters),
      this.ask.realTimeConversions.ask(range, bucket, filters),
      this.ask.activeSessions.ask(activeRange(now), filters),
      this.ask.performanceByEndpoint.ask(range, filters),
      this.ask.seenCount.ask(range, filters),
    ]);
    const lastUpdated = new Date(now).toISOString();
    const lists = {
      realTimeActivity: newestThatFit(activity),
      realTimeConversions: newestThatFit(conversions),
      performanceMetrics: listThatFits(performance),
    };
    const isCut = [activity, conversions, performance].some((all, at) => all.length > Object.values(lists)[at]!.length);
    return { timeRange, ...lists, activeSessions, lastUpdated, ...computed(now, events, isCut) };
  }

  async overview(request: OverviewRequest): Promise<OverviewView> {
    const now = Date.now();
    const range = rangeOf(request, now);
    if (isReversed(range)) throw fault(reports.overview, 'invalidRange', REVERSED);
    const [totals, sessions, topPages, statusCounts] = await Promise.all([
      this.ask.overviewTotals.ask(range),
      this.ask.sessionCount.ask(range),
      this.ask.topPages.ask(range, request.limit ?? TOP_PAGES),
      this.ask.statusCounts.ask(range),
    ]);
    const listed = listThatFits(topPages);
    return {
      pageViews: totals.page_views,
      visitors: totals.visitors,
      sessions,
      topPages: listed,
      statusCounts,
      ...computed(now, totals.events, listed.length < topPages.length),
    };
  }

  async userJourney(request: UserJourneyRequest): Promise<UserJourneyView> {
    const { userId, includeEvents = true, includeInteractions = true } = request;
    const now = Date.now();
    const range = datedRange(request);
    if (isReversed(range)) throw fault(reports.userJourney, 'invalidRange', REVERSED);
    const timeline = (kinds: typeof ACTIVITY) => this.ask.journeyTimeline.ask(userId, range, kinds, LISTED + 1);
    const [activity, interactions, milestones, { totals, truncated, ...journey }] = await Promise.all([
      includeEvents ? timeline(ACTIVITY) : [],
      includeInteractions ? timeline(INTERACTIONS) : [],
      timeline(MILESTONES),
      this.analyse(userId, range),
    ]);
    const listedActivity = newestThatFit(activity.slice(-LISTED).map(activityOf));
    const listedInteractions = newestThatFit(interactions.slice(-LISTED).map(interactionOf));
    const listedMilestones = newestThatFit(milestones.slice(-LISTED).map(milestoneOf));
    const listed = listedActivity.length + listedInteractions.length + listedMilestones.length;
    const isCut = truncated || listed < activity.length + interactions.length + milestones.length;
    return {
      userId,
      userActivity: listedActivity,
      eventInteractions: listedInteractions,
      milestones: listedMilestones,
      ...journey,
      totalSessions: totals.sessions,
      totalEvents: totals.events,
      totalInteractions: totals.interactions,
      ...computed(now, totals.events, isCut),
    };
  }

  async funnelAnalysis(request: FunnelRequest): Promise<FunnelView> {
    const now = Date.now();
    const funnel = funnelOf(request, now);
    if (isReversed(funnel.entry)) throw fault(reports.funnelAnalysis, 'invalidRange', REVERSED);
    const outcome = await this.ask.funnel.ask(funnel);
    const { startDate, endDate, timeRange = '30d' } = request;
    return {
      funnelSteps: stepViews(request, outcome),
      ...(isDated(request) ? { ...(startDate && { startDate }), ...(endDate && { endDate }) } : { timeRange }),
      totalSteps: funnel.steps.length,
      overallConversionRate: percent(outcome.counts.at(-1) ?? 0, outcome.counts[0] ?? 0),
      ...computed(now, outcome.events),
    };
  }

  async heatmap(request: HeatmapRequest): Promise<HeatmapView> {
    const { pageUrl } = request;
    const now = Date.now();
    const range = datedRange(request);
    if (isReversed(range)) throw fault(reports.heatmap, 'invalidRange', REVERSED);
    const [points, totals] = await Promise.all([
      this.ask.heatmapPoints.ask(pageUrl, range, POINTS),
      this.ask.heatmapTotals.ask(pageUrl, range),
    ]);
    const { clicks, hovers, scroll_depth, sessions, events } = totals;
    const listed = whatFits(points, POINTS_BYTES);
    return {
      pageUrl,
      points: listed,
      totalClicks: clicks,
      totalHovers: hovers,
      averageScrollDepth: scroll_depth,
      sessions,
      ...computed(now, events, listed.length < points.length),
    };
  }

  private async analyse(userId: string, range: Range) {
    const [totals, pages, flows] = await Promise.all([
      this.ask.journeyTotals.ask(userId, range),
      this.ask.visitedPages.ask(userId, range, LISTED + 1),
      this.ask.commonFlows.ask(userId, range, LISTED + 1),
    ]);
    const journeyAnalysis = {
      mostVisitedPages: Object.fromEntries(whatFits(pages.slice(0, LISTED), FLOWS_BYTES).map(({ page, views }) => [page, views])),
      commonFlows: whatFits(flows.slice(0, LISTED), FLOWS_BYTES),
      sessionDuration: totals.mean_seconds,
      bounceRate: percent(totals.bounces, totals.sessions),
    };
    return {
      totals,
      journeyAnalysis,
      truncated: pages.length > Object.keys(journeyAnalysis.mostVisitedPages).length || flows.length > journeyAnalysis.commonFlows.length,
    };
  }
}

const REVERSED = 'The start is after the end';
const computed = (now: number, events: number, truncated = false) => ({
  computedAt: new Date(now).toISOString(),
  events,
  sampled: false as const,
  truncated,
});
