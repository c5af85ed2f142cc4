import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import type { Funnel } from '../reports/funnel/funnel.rules.js';

/** One way of going through a funnel: the time of each step that was made. */
type Attempt = readonly number[];
type Served = readonly { readonly at: number; readonly serves: string | undefined }[];

/**
 * What a funnel comes to, by trying every attempt there is: every entry, and after it every event for every step, not only
 * the next one. Slow and plain, to hold the SQL against.
 */
export function funnelByHand(events: readonly JournaledEvent[], funnel: Funnel) {
  const best = historiesIn(events, funnel).flatMap((history) => bestOf(attemptsOf[funnel.order](history, funnel)) ?? []);
  const taken = (k: number) => best.filter(({ length }) => length > k).map((attempt) => attempt[k]! - attempt[k - 1]!);
  return funnel.steps.map((_step, k) => {
    const times = k === 0 ? [] : taken(k);
    return {
      count: best.filter(({ length }) => length > k).length,
      median: times.length === 0 ? undefined : median(times) / 1_000,
      mean: times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0) / times.length / 1_000,
    };
  });
}

function historiesIn(events: readonly JournaledEvent[], { by, filters, steps, entry, windowMs }: Funnel): Served[] {
  const seen = events
    .filter(({ context }) => !context.bot)
    .map((event) => ({ event, at: Date.parse(event.occurred_at), arrival: event.arrival }))
    .filter(({ at }) => at >= entry.from && at < entry.to + windowMs)
    .toSorted((a, b) => a.at - b.at || a.arrival - b.arrival);
  const passes = ({ user_id, event_id, campaign_id }: JournaledEvent) =>
    (filters.userId ?? user_id) === user_id &&
    (filters.eventId ?? event_id) === event_id &&
    (filters.campaignId ?? campaign_id) === campaign_id;
  const histories = new Map<string, { at: number; serves: string | undefined }[]>();
  const lastSeen = new Map<string, { at: number; part: number }>();
  for (const { event, at } of seen) {
    const owner = by === 'session' ? event.session_id && `session ${event.session_id}` : personOf(event);
    if (!owner) continue;
    const last = lastSeen.get(owner);
    const part = last === undefined ? 0 : at - last.at >= 30 * 60_000 ? last.part + 1 : last.part;
    lastSeen.set(owner, { at, part });
    const key = by === 'session' ? `${owner} ${part}` : owner;
    const serves = steps.includes(event.name) && passes(event) ? event.name : undefined;
    histories.set(key, [...(histories.get(key) ?? []), { at, serves }]);
  }
  return [...histories.values()];
}

const personOf = ({ user_id, visitor_id, session_id }: JournaledEvent) =>
  user_id ? `user ${user_id}` : visitor_id ? `visitor ${visitor_id}` : session_id ? `session ${session_id}` : undefined;

const attemptsOf: Record<Funnel['order'], (history: Served, funnel: Funnel) => Attempt[]> = {
  sequential: (history, funnel) => inOrder(history, funnel, () => history.length),
  strict: (history, funnel) => inOrder(history, funnel, (from) => from + 1),
  any: inAnyOrder,
};

/** Every chain of events that serve the steps one after the other; the next one is looked for up to `until`. */
function inOrder(history: Served, { steps, entry, windowMs }: Funnel, until: (from: number) => number): Attempt[] {
  const attempts: Attempt[] = [];
  const go = (attempt: Attempt, from: number) => {
    if (attempt.length > 0) attempts.push(attempt);
    for (let i = from; i < (attempt.length === 0 ? history.length : Math.min(history.length, until(from))); i += 1) {
      const { at, serves } = history[i]!;
      const isInTime = attempt.length === 0 ? at < entry.to : at - attempt[0]! <= windowMs;
      if (serves === steps[attempt.length] && isInTime) go([...attempt, at], i + 1);
    }
  };
  go([], 0);
  return attempts;
}

/** Every choice of events, the first of them in the range, each given to a step of its own. */
function inAnyOrder(history: Served, { steps, entry, windowMs }: Funnel): Attempt[] {
  const attempts: Attempt[] = [];
  const go = (attempt: Attempt, left: readonly string[], from: number) => {
    if (attempt.length > 0) attempts.push(attempt);
    for (let i = from; i < history.length; i += 1) {
      const { at, serves } = history[i]!;
      const isInTime = attempt.length === 0 ? at < entry.to : at - attempt[0]! <= windowMs;
      const place = left.findIndex((step) => step === serves);
      if (place >= 0 && isInTime) go([...attempt, at], left.toSpliced(place, 1), i + 1);
    }
  };
  go([], steps, 0);
  return attempts;
}

/** The one that comes furthest, then the one whose steps come first, one after the other. */
function bestOf(attempts: readonly Attempt[]): Attempt[] | undefined {
  const [best] = attempts.toSorted(
    (a, b) => b.length - a.length || (a.map((at, k) => at - b[k]!).find((difference) => difference !== 0) ?? 0),
  );
  return best && [best];
}

function median(numbers: readonly number[]) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}
