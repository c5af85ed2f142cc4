// @ts-check

/**
 * For each person the times of each step; for each first step the earliest way on from it; of these the one that comes furthest. {window} is in milliseconds.
 */
export const FUNNEL = `
  select
    count() as persons, countIf(depth >= 1) as c1, countIf(depth >= 2) as c2, countIf(depth >= 3) as c3, countIf(depth >= 4) as c4, sum(events) as events,
    quantileExactInclusiveIf(0.5)(t2 - t1, depth >= 2) as median2, quantileExactInclusiveIf(0.5)(t3 - t2, depth >= 3) as median3, quantileExactInclusiveIf(0.5)(t4 - t3, depth >= 4) as median4,
    avgIf(t2 - t1, depth >= 2) as mean2, avgIf(t3 - t2, depth >= 3) as mean3, avgIf(t4 - t3, depth >= 4) as mean4
  from (
    select
      arrayMap((a, b, c, d) -> (1 + (b > 0) + (c > 0) + (d > 0)), a1, b1, c1_, d1) as depths,
      arrayMax(depths) as depth, indexOf(depths, depth) as best, a1[best] as t1, b1[best] as t2, c1_[best] as t3, d1[best] as t4, events
    from (
      select
        arraySort(groupArrayIf(at, name = 'page_view' and at < {to:Int64})) as a1, arraySort(groupArrayIf(at, name = 'event_view')) as s2,
        arraySort(groupArrayIf(at, name = 'add_to_cart')) as s3, arraySort(groupArrayIf(at, name = 'purchase')) as s4, count() as events,
        arrayMap(a -> arrayFirst(b -> b > a and b - a <= {window:Int64}, s2), a1) as b1,
        arrayMap((a, b) -> if(b = 0, 0, arrayFirst(c -> c > b and c - a <= {window:Int64}, s3)), a1, b1) as c1_,
        arrayMap((a, c) -> if(c = 0, 0, arrayFirst(d -> d > c and d - a <= {window:Int64}, s4)), a1, c1_) as d1
      from (
        select person, name, toUnixTimestamp64Milli(occurred_at) as at from events
        where not bot and name in ('page_view', 'event_view', 'add_to_cart', 'purchase') and person != 0
          and occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and occurred_at < fromUnixTimestamp64Milli({to:Int64} + {window:Int64}, 'UTC'))
      group by person))`;
