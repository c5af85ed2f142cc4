import type { Params } from '../../event-store/event-store.js';
import type { Funnel } from './funnel.rules.js';
import { passing, type Seen, seenEvents } from '../seen-events.js';
import { SILENCE_MS } from '../session-parts.sql.js';

/**
 * An event as one number that sorts by time and then by arrival: 56 bits of milliseconds, 64 bits of arrival, 8 bits that tell
 * which of the names it has; 0 is none of them.
 */
const key = (name: string) =>
  `bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(occurred_at)), 72), bitOr(bitShiftLeft(toUInt128(arrival), 8), toUInt128(${name})))`;
export const TIME_OF_KEY = 'toInt64(bitShiftRight(key, 72))';
export const NAME_OF_KEY = 'toUInt8(bitAnd(key, 255))';

const NAME = 'transform(name, {names:Array(String)}, {numbers:Array(UInt8)}, 0)';

/**
 * What each person, or each session, did: rows of `keys`, sorted. Only what can serve a step is there, but for a strict funnel,
 * whose steps everything else comes between.
 */
export function histories(funnel: Funnel, names: readonly string[]): { sql: string; params: Params } {
  const { entry, windowMs, by, order, filters } = funnel;
  const range = { from: entry.from, to: entry.to + windowMs };
  const isWhole = by === 'session' || order === 'strict';
  const { condition, params } = passing(filters);
  const seen = seenEvents(range, isWhole ? {} : { ...filters, eventTypes: names });
  const name = isWhole ? `if(${condition}, ${NAME}, 0)` : NAME;
  const sql = by === 'user' ? ofPersons(seen, name) : ofSessions(seen, name, order === 'strict');
  return { sql, params: { ...params, ...seen.params, names, numbers: names.map((_, i) => i + 1) } };
}

const ofPersons = ({ where }: Seen, name: string) => `
      select arraySort(groupArray(${key(name)})) as keys
      from events
      where ${where} and person != 0
      group by person`;

/** Silence is told by all events of a session id; after that the others may go. */
const ofSessions = ({ where }: Seen, name: string, keepOthers: boolean) => `
      select ${keepOthers ? 'part' : `arrayFilter(key -> ${NAME_OF_KEY} != 0, part)`} as keys
      from (
        select
          arraySort(groupArray(${key(name)})) as all_keys,
          arrayDifference(arrayMap(key -> ${TIME_OF_KEY}, all_keys)) as gaps,
          arrayJoin(arraySplit((key, gap) -> gap >= ${SILENCE_MS}, all_keys, gaps)) as part
        from events
        where ${where} and session != 0
        group by session)`;
