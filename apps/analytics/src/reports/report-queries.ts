import type { EventStore } from '../event-store/event-store.js';
import { FunnelQuery } from './funnel/funnel.query.js';
import { HeatmapPoints } from './heatmap/heatmap-points.query.js';
import { HeatmapTotals } from './heatmap/heatmap-totals.query.js';
import { CommonFlows } from './journey/common-flows.query.js';
import { JourneyTimeline } from './journey/journey-timeline.query.js';
import { JourneyTotals } from './journey/journey-totals.query.js';
import { VisitedPages } from './journey/visited-pages.query.js';
import { OverviewTotals } from './overview/overview-totals.query.js';
import { SessionCount } from './overview/session-count.query.js';
import { StatusCounts } from './overview/status-counts.query.js';
import { TopPages } from './overview/top-pages.query.js';
import { ActiveSessions } from './real-time/active-sessions.query.js';
import { PerformanceByEndpoint } from './real-time/performance-by-endpoint.query.js';
import { RealTimeActivity } from './real-time/real-time-activity.query.js';
import { RealTimeConversions } from './real-time/real-time-conversions.query.js';
import { SeenCount } from './seen-count.query.js';

/** Every question that reports ask. */
export const reportQueries = (store: EventStore) => ({
  seenCount: new SeenCount(store),
  realTimeActivity: new RealTimeActivity(store),
  realTimeConversions: new RealTimeConversions(store),
  activeSessions: new ActiveSessions(store),
  performanceByEndpoint: new PerformanceByEndpoint(store),
  overviewTotals: new OverviewTotals(store),
  sessionCount: new SessionCount(store),
  topPages: new TopPages(store),
  statusCounts: new StatusCounts(store),
  journeyTimeline: new JourneyTimeline(store),
  journeyTotals: new JourneyTotals(store),
  visitedPages: new VisitedPages(store),
  commonFlows: new CommonFlows(store),
  funnel: new FunnelQuery(store),
  heatmapPoints: new HeatmapPoints(store),
  heatmapTotals: new HeatmapTotals(store),
});
