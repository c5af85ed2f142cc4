import type { Seen } from './seen-events.js';

/** This long without an event ends a session, whatever its id says. */
export const SILENCE_MS = 30 * 60_000;

/**
 * The events seen that belong to a session, each with the part of it that it lies in: `session_id` and `part` together are one
 * session. Measurements keep a session alive like everything else.
 */
export const sessionParts = ({ where }: Seen) => `
  select *, sum(begins) over (partition by session_id order by occurred_at, arrival) as part
  from (
    select
      session_id, occurred_at, arrival, kind, name, page_url,
      dateDiff('millisecond', lagInFrame(occurred_at, 1, occurred_at) over in_order, occurred_at) >= ${SILENCE_MS} as begins
    from events
    where ${where} and session_id != ''
    window in_order as (partition by session_id order by occurred_at, arrival rows between unbounded preceding and current row))`;
