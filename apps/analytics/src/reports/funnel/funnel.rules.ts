import type { FunnelRequest, FunnelStepView } from '@bilten/contracts/analytics/reports.contract.js';
import { percent, type Range, rangeOf } from '../reports.rules.js';
import type { EventFilters } from '../seen-events.js';

const DAY_SECONDS = 86_400;
const USUAL_WINDOW_SECONDS = 14 * DAY_SECONDS;

/** A funnel with every choice made. */
export interface Funnel {
  /** The event type of each step. */
  readonly steps: readonly string[];
  readonly order: NonNullable<FunnelRequest['order']>;
  readonly by: NonNullable<FunnelRequest['by']>;
  /** Where the first step must lie; the others may come after. */
  readonly entry: Range;
  /** How long after the first step the last one may come. */
  readonly windowMs: number;
  /** Which events may serve a step. */
  readonly filters: EventFilters;
}

export const funnelOf = (request: FunnelRequest, now: number): Funnel => ({
  steps: request.funnelSteps.map(({ eventType }) => eventType),
  order: request.order ?? 'sequential',
  by: request.by ?? 'user',
  entry: rangeOf(request, now),
  windowMs: (request.conversionWindowSeconds ?? USUAL_WINDOW_SECONDS) * 1_000,
  filters: { ...request.filters },
});

/** How far the people (or sessions) of a funnel came, and how long each step took them: one number per step. */
export interface FunnelOutcome {
  readonly events: number;
  readonly counts: readonly number[];
  /** Since the step before, in milliseconds; null for the first step and for one that nobody reached. */
  readonly medians: readonly (number | null)[];
  readonly means: readonly (number | null)[];
}

export function stepViews({ funnelSteps }: FunnelRequest, { counts, medians, means }: FunnelOutcome): FunnelStepView[] {
  const entered = counts[0] ?? 0;
  return funnelSteps.map(({ name, eventType }, k) => {
    const count = counts[k] ?? 0;
    const before = k === 0 ? count : (counts[k - 1] ?? 0);
    const [median, mean] = [medians[k], means[k]];
    return {
      step: name ?? eventType,
      eventType,
      count,
      conversionRate: percent(count, entered),
      stepConversionRate: percent(count, before),
      ...(typeof median === 'number' && { medianSeconds: median / 1_000 }),
      ...(typeof mean === 'number' && { meanSeconds: mean / 1_000 }),
    };
  });
}
