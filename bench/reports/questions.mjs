// @ts-check
import { FUNNEL } from '../sql/funnel.sql.mjs';
import { HEATMAP } from '../sql/heatmap.sql.mjs';
import { REAL_TIME } from '../sql/real-time.sql.mjs';
import { ANALYSIS, TIMELINE } from '../sql/user-journey.sql.mjs';

/** @typedef {import('../../apps/analytics/dist/event-store/event-store.js').EventStore} EventStore */
/** @typedef {import('../../apps/analytics/dist/reports/reports.service.js').ReportsService} ReportsService */
/** @typedef {Record<string, number>} Essence  The numbers by which two answers are known to be the same. */
/** @typedef {any} Row */
/**
 * What the report is asked for in one try; every try has other ones, so that no cache of answers is measured.
 * @typedef {{ userId: string, pageUrl: string, now: number }} Asked
 */
/**
 * One report, asked for in both ways.
 * @typedef {object} Question
 * @property {string} name
 * @property {(service: ReportsService, asked: Asked) => Promise<Essence>} ours
 * @property {(store: EventStore, asked: Asked) => Promise<Essence>} reference  The same answer by the best SQL that we can write by hand.
 * @property {(asked: Asked) => { path: string, body?: object }} overHttp
 */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const WINDOW = 14 * DAY;
const FUNNEL_STEPS = ['page_view', 'event_view', 'add_to_cart', 'purchase'].map((eventType) => ({ eventType }));

const sum = (/** @type {readonly number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
const total = (/** @type {readonly Row[]} */ rows, /** @type {string} */ column) => sum(rows.map((row) => Number(row[column])));

/** @type {Question} */
const realTime = {
  name: 'real-time, 24 h',
  async ours(service) {
    const { realTimeActivity, realTimeConversions, performanceMetrics, activeSessions, events } = await service.realTime({
      timeRange: '24h',
    });
    return {
      buckets: realTimeActivity.length + realTimeConversions.length,
      activity: total(realTimeActivity, 'count'),
      cents: Math.round(100 * total(realTimeConversions, 'total_value')),
      errors: total(performanceMetrics, 'error_count'),
      activeSessions,
      events,
    };
  },
  async reference(store, { now }) {
    const rows = await store.query(REAL_TIME, { from: now - DAY, to: now + 1, active: now - 5 * MINUTE });
    const block = (/** @type {string} */ name) => /** @type {Row[]} */ (rows).filter((row) => row.block === name);
    const [all] = block('');
    return {
      buckets: block('activity').length + block('conversion').length,
      activity: total(block('activity'), 'events'),
      cents: Math.round(100 * total(block('conversion'), 'total_value')),
      errors: total(block('performance'), 'errors'),
      activeSessions: all.sessions,
      events: all.events,
    };
  },
  overHttp: () => ({ path: '/tracking/real-time?timeRange=24h' }),
};

/** @type {Question} */
const userJourney = {
  name: 'user journey',
  async ours(service, { userId }) {
    const { userActivity, eventInteractions, milestones, journeyAnalysis, totalSessions, totalEvents } = await service.userJourney({
      userId,
    });
    return {
      listed: userActivity.length + eventInteractions.length + milestones.length,
      pages: Object.keys(journeyAnalysis.mostVisitedPages).length,
      flows: total(journeyAnalysis.commonFlows, 'count'),
      milliseconds: Math.round(1_000 * journeyAnalysis.sessionDuration),
      sessions: totalSessions,
      events: totalEvents,
    };
  },
  async reference(store, { userId }) {
    const [timeline, [analysis]] = [
      await store.query(TIMELINE, { userId }),
      /** @type {Row[]} */ (await store.query(ANALYSIS, { userId })),
    ];
    return {
      listed: timeline.length,
      pages: Object.keys(analysis.pages).length,
      flows: sum(analysis.flows[1]),
      milliseconds: Math.round(1_000 * analysis.mean_seconds),
      sessions: analysis.sessions,
      events: analysis.all_events,
    };
  },
  overHttp: ({ userId }) => ({ path: `/tracking/user-journey/${userId}` }),
};

/** @type {Question} */
const funnel = {
  name: 'funnel of 4 steps, 30 days',
  async ours(service) {
    const { funnelSteps, events } = await service.funnelAnalysis({ funnelSteps: FUNNEL_STEPS, timeRange: '30d' });
    const [first, second, third, fourth] = funnelSteps.map(({ count }) => count);
    const median = Math.round(1_000 * (funnelSteps[3]?.medianSeconds ?? 0));
    return /** @type {Essence} */ ({ first, second, third, fourth, median, events });
  },
  async reference(store, { now }) {
    const [row] = /** @type {Row[]} */ (await store.query(FUNNEL, { from: now - 30 * DAY, to: now + 1, window: WINDOW }));
    return { first: row.c1, second: row.c2, third: row.c3, fourth: row.c4, median: Math.round(row.median4), events: row.events };
  },
  overHttp: () => ({ path: '/tracking/funnel-analysis', body: { funnelSteps: FUNNEL_STEPS, timeRange: '30d' } }),
};

/**
 * What the hottest points come to: an answer lists as many of them as a message can hold.
 * @param {number[]} touches  Of each point.
 */
const hottest = (touches) =>
  touches
    .toSorted((a, b) => b - a)
    .slice(0, 1_000)
    .reduce((sum, touch) => sum + touch, 0);

/** @type {Question} */
const heatmap = {
  name: 'heatmap of a page',
  async ours(service, { pageUrl }) {
    const { points, totalClicks, totalHovers, averageScrollDepth, sessions, events } = await service.heatmap({ pageUrl });
    return {
      hottest: hottest(points.map(({ click_count, hover_count }) => click_count + hover_count)),
      clicks: totalClicks,
      hovers: totalHovers,
      depth: Math.round(1_000 * averageScrollDepth),
      sessions,
      events,
    };
  },
  async reference(store, { pageUrl }) {
    const rows = /** @type {Row[]} */ (await store.query(HEATMAP, { pageUrl }));
    const all = rows.find(({ is_total }) => is_total);
    return {
      hottest: hottest(rows.filter(({ is_total }) => !is_total).map(({ clicks, hovers }) => clicks + hovers)),
      clicks: all.clicks,
      hovers: all.hovers,
      depth: Math.round(1_000 * all.depth),
      sessions: all.sessions,
      events: all.events,
    };
  },
  overHttp: ({ pageUrl }) => ({ path: `/tracking/heatmap/${encodeURIComponent(pageUrl)}` }),
};

export const QUESTIONS = [realTime, userJourney, funnel, heatmap];
