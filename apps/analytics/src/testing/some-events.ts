import { EVENT_KINDS, type EventKind, type JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { anEvent, moment } from './an-event.js';

const MINUTE = 60_000;
const NAMES: Readonly<Record<EventKind, readonly string[]>> = {
  activity: ['page_view', 'page_view', 'page_view', 'click', 'search'],
  'event-interaction': ['event_view', 'event_like'],
  conversion: ['purchase', 'signup'],
  performance: ['performance'],
  heatmap: ['heatmap'],
  lab: ['lab_experiment'],
};
const OWN: Readonly<Partial<Record<EventKind, fc.Arbitrary<Partial<JournaledEvent>>>>> = {
  conversion: fc.record({
    value: fc.constantFrom('0.1', '0.2', '99.99', '0.000001', '12345678901.5'),
    campaign_id: fc.constantFrom('c1', 'c2'),
  }),
  performance: fc.record({
    endpoint: fc.constantFrom('/a', '/b', '/c'),
    response_time: fc.integer({ min: 0, max: 3_000 }),
    status_code: fc.constantFrom(200, 399, 400, 503),
  }),
  heatmap: fc.record(
    {
      x_position: fc.integer({ min: 0, max: 2 }),
      y_position: fc.integer({ min: 0, max: 2 }),
      element_selector: fc.constantFrom('', '.card'),
      click_count: fc.constantFrom(0, 1, 3),
      hover_count: fc.constantFrom(0, 2),
      scroll_depth: fc.constantFrom(0, 40, 100),
    },
    { requiredKeys: ['x_position', 'y_position'] },
  ),
};

const aKind = fc.constantFrom<EventKind>('activity', 'activity', 'activity', 'event-interaction', ...EVENT_KINDS);
const present = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Events of every kind by a few people within `minutes` of a start: ties in time, bots, silence and strangers among them. They arrive in any order. */
export function someEvents(start: number, minutes: number, maxLength = 60): fc.Arbitrary<JournaledEvent[]> {
  const at = fc.oneof(
    fc.integer({ min: 0, max: minutes * MINUTE }),
    fc
      .tuple(fc.integer({ min: 0, max: Math.floor(minutes / 5) }), fc.constantFrom(-1, 0, 1))
      .map(([fives, ms]) => Math.max(0, fives * 5 * MINUTE + ms)),
    fc.integer({ min: 0, max: 60 }).map((seconds) => seconds * 1_000),
  );
  const one = aKind.chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      name: fc.constantFrom(...NAMES[kind]),
      at,
      user_id: fc.constantFrom('u1', 'u1', 'u1', 'u2', undefined),
      visitor_id: fc.constantFrom('v1', undefined),
      session_id: fc.constantFrom('s1', 's1', 's2', undefined),
      page_url: fc.constantFrom('https://bilten.com/', 'https://bilten.com/a?b=1#c', 'https://bilten.com/a', '/z', undefined),
      event_id: fc.constantFrom('e1', 'e2', undefined),
      bot: fc.integer({ min: 0, max: 12 }).map((n) => n === 0),
      data: fc.constantFrom(undefined, { status: 404 }, { a: [1, 'ü'], status: 'x' }),
      own: OWN[kind] ?? fc.constant({}),
    }),
  );
  return fc.array(one, { minLength: maxLength / 2, maxLength, size: 'max' }).chain((events) =>
    fc
      .shuffledSubarray(
        events.map((_, i) => i),
        { minLength: events.length },
      )
      .map((arrivals) =>
        events.map(({ at: ms, bot, own, ...fields }, i) =>
          anEvent({
            ...present(fields),
            ...own,
            occurred_at: moment(start + ms),
            arrival: arrivals[i]!,
            context: bot ? { bot: true } : {},
          }),
        ),
      ),
  );
}

/** In the order in which they happened, without bots. */
export const inOrder = (events: readonly JournaledEvent[]): JournaledEvent[] =>
  events.filter(({ context }) => !context.bot).toSorted((a, b) => a.occurred_at.localeCompare(b.occurred_at) || a.arrival - b.arrival);

/** Cut into sessions: by id, and where nothing happens for 30 minutes. */
export function sessionsOf(events: readonly JournaledEvent[]): JournaledEvent[][] {
  const sessions: JournaledEvent[][] = [];
  const open = new Map<string, JournaledEvent[]>();
  for (const event of inOrder(events)) {
    if (!event.session_id) continue;
    const session = open.get(event.session_id);
    if (session && Date.parse(event.occurred_at) - Date.parse(session.at(-1)!.occurred_at) < 30 * MINUTE) session.push(event);
    else {
      const begun = [event];
      sessions.push(begun);
      open.set(event.session_id, begun);
    }
  }
  return sessions;
}

export function tally<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Whether many cases have been tried for long enough: a slow machine tries fewer, instead of failing. */
export function timeLimit(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds;
  return () => performance.now() > end;
}
