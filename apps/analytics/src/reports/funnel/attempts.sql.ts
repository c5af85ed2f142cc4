import type { FUNNEL_ORDERS } from '@bilten/contracts/analytics/reports.contract.js';
import { NAME_OF_KEY, TIME_OF_KEY } from './histories.sql.js';

/*
 * How far the best attempt of each history came. An attempt begins with any event that can be its first step and lies in the
 * range; the best is the one that comes furthest, then the one that begins first, then the one that makes each step first.
 *
 * Everything here works on whole arrays at once (one pass over all events of a block per step), because a fold that looks at one
 * event after the other costs ten times as much. `t` holds the times of a history, `s` which step name each event has.
 * {until} is where the range ends, {window} how long an attempt may take.
 */

/** SQL for rows of `depth`, `times` and `events`, from the steps (numbers of names) and SQL for rows of `keys`. */
type Attempts = (steps: readonly number[], histories: string) => string;

const unpacked = (keys: string, histories: string) => `
    select arrayMap(key -> ${TIME_OF_KEY}, ${keys}) as t, arrayMap(key -> ${NAME_OF_KEY}, ${keys}) as s
    from (${histories})`;

/** Before everything, so that each array has a first element for what has not begun. */
const FROM_NEVER = 'arrayPushFront(keys, toUInt128(0))';
/** After everything. */
const TILL_NEVER = 'arrayPushBack(keys, bitShiftLeft(toUInt128(1125899906842624), 72))';
const NEVER_AGAIN = 'toInt64(1125899906842624)';

/**
 * In this order, with anything between. `reach[k]` holds, at each event, when the latest attempt began that has come to step k by
 * then: the latest is the one that any later step can still join, if one can. The first event with the greatest depth is where the
 * best attempt ends, and the best attempt begins with the earliest entry from which that is within the window.
 */
const sequential: Attempts = (steps, histories) => {
  const reach = steps.map((step, i) => {
    const k = i + 1;
    if (k === 1) return `arrayFill((at, name) -> name = ${step} and at < {until:Int64}, t, s) as reach1`;
    // An event that is also the step before must not join the attempt that it has itself brought there.
    const before = steps[i - 1] === step ? `arrayPushFront(arrayPopBack(reach${i}), 0)` : `reach${i}`;
    return `arrayFill((entry, name, at) -> name = ${step} and at - entry <= {window:Int64}, ${before}, s, t) as reach${k}`;
  });
  const depth = steps.map((_, i) => `(reach${i + 1}[-1] > 0)`).join(' + ');
  const reached = `
    select t, s, ${reach.join(',\n      ')}, ${depth} as depth
    from (${unpacked(FROM_NEVER, histories)})`;
  const ending = `
    select depth, t, s, arrayFirstIndex(entry -> entry > 0, ${pick(
      'depth',
      steps.map((_, i) => `reach${i + 1}`),
    )}) as ended
    from (${reached})`;
  const beginning = `
    select
      depth, t, arraySlice(s, 1, ended) as seen, t[ended] - {window:Int64} as earliest,
      arrayFirstIndex((at, name) -> name = ${steps[0]} and at >= earliest, arraySlice(t, 1, ended), seen) as at1, arraySlice(seen, at1 + 1) as rest1
    from (${ending})`;
  return `
    select depth, length(t) - 1 as events, [${steps.map((_, i) => `t[at${i + 1}]`).join(', ')}] as times
    from (${steps.slice(1).reduce(nextStep, beginning)})`;
};

/** Adds where the attempt makes step k: at the first event of that name in what is left of the history. A level per step keeps the plan small. */
const nextStep = (before: string, step: number, i: number) => `
    select *, indexOf(rest${i + 1}, ${step}) as ahead${i + 2}, at${i + 1} + ahead${i + 2} as at${i + 2}, arraySlice(rest${i + 1}, ahead${i + 2} + 1) as rest${i + 2}
    from (${before})`;

/** In this order, with nothing between: `reach[k]` is not 0 only at an event that is step k right after the step before. */
const strict: Attempts = (steps, histories) => {
  const reach = steps.map((step, i) =>
    i === 0
      ? `arrayMap((at, name) -> if(name = ${step} and at < {until:Int64}, at, 0), t, s) as reach1`
      : `arrayMap((entry, name, at) -> if(name = ${step} and at - entry <= {window:Int64}, entry, 0), arrayPushFront(arrayPopBack(reach${i}), 0), s, t) as reach${i + 1}`,
  );
  return `
    select
      depth,
      length(t) - 1 as events,
      arrayFirstIndex(entry -> entry > 0, ${pick(
        'depth',
        steps.map((_, i) => `reach${i + 1}`),
      )}) as ended,
      arraySlice(t, ended - depth + 1, depth) as times
    from (
      select t, ${reach.join(',\n        ')}, ${steps.map((_, i) => `arrayExists(entry -> entry > 0, reach${i + 1})`).join(' + ')} as depth
      from (${unpacked(FROM_NEVER, histories)}))`;
};

/**
 * In whatever order: depth is how many of the steps were made, and a step that is there twice needs two events. For each name and
 * each time that it is needed, `due` holds, at each event, when it happens from then on; an attempt that begins with this event
 * has made all that are due within the window.
 */
const any: Attempts = (steps, histories) => {
  const due = steps.map((step, i) => {
    const before = steps.lastIndexOf(step, i - 1);
    if (i === 0 || before < 0) return `arrayReverseFill((at, name) -> name = ${step}, t, s) as due${i + 1}`;
    return `arrayReverseFill((at, name) -> name = ${step}, arrayPushBack(arrayPopFront(due${before + 1}), ${NEVER_AGAIN}), s) as due${i + 1}`;
  });
  const columns = steps.map((_, i) => `due${i + 1}`);
  const made = columns.map((column) => `(${column}_ - at <= {window:Int64})`).join(' + ');
  return `
    select
      depth,
      length(t) - 1 as events,
      indexOf(made, depth) as entry,
      arraySort([${columns.map((column) => `${column}[entry]`).join(', ')}]) as times
    from (
      select t, ${due.join(',\n        ')},
        arrayMap((at, ${columns.map((column) => `${column}_`).join(', ')}) -> if(at < {until:Int64}, ${made}, 0), t, ${columns.join(', ')}) as made,
        arrayMax(made) as depth
      from (${unpacked(TILL_NEVER, histories)}))`;
};

export const attempts: Readonly<Record<(typeof FUNNEL_ORDERS)[number], Attempts>> = { sequential, strict, any };

/** The array that stands at this place of the list. */
const pick = (place: string, arrays: readonly string[]) =>
  arrays.length === 1
    ? arrays[0]!
    : `multiIf(${arrays
        .slice(1)
        .map((array, i) => `${place} = ${i + 2}, ${array}`)
        .join(', ')}, ${arrays[0]})`;
