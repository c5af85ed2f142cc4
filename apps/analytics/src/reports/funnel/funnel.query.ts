import { EventStore } from '../../event-store/event-store.js';
import type { Funnel, FunnelOutcome } from './funnel.rules.js';
import { attempts } from './attempts.sql.js';
import { histories } from './histories.sql.js';

/** How many went how far, each person or session counted once, by the attempt that came furthest. */
export class FunnelQuery {
  constructor(private readonly store: EventStore) {}

  async ask(funnel: Funnel): Promise<FunnelOutcome> {
    const names = [...new Set(funnel.steps)];
    const steps = funnel.steps.map((step) => names.indexOf(step) + 1);
    const { sql, params } = histories(funnel, names);
    const [row] = await this.store.query<FunnelOutcome>(outcome(attempts[funnel.order](steps, sql), steps.length), {
      ...params,
      until: funnel.entry.to,
      window: funnel.windowMs,
    });
    return row!;
  }
}

/** Of rows of `depth`, `times` (of each step of the attempt) and `events`. */
function outcome(of: string, steps: number) {
  const each = (column: (k: number) => string) => Array.from({ length: steps }, (_, i) => column(i + 1)).join(',\n      ');
  const taken = (k: number) => `times[${k}] - times[${k - 1}], depth >= ${k}`;
  return `
  select
    sum(events) as events,
    [${each((k) => `countIf(depth >= ${k})`)}] as counts,
    [${each((k) => (k === 1 ? 'null' : `quantileExactInclusiveIf(0.5)(${taken(k)})`))}] as medians,
    [${each((k) => (k === 1 ? 'null' : `avgIf(${taken(k)})`))}] as means
  from (${of})`;
}
