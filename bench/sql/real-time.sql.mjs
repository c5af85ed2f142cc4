// @ts-check

/**
 * All blocks of `real-time` out of one scan: activity and conversions by name and hour, performance by endpoint, and the sessions of the last
 * five minutes as the row without a block. {from}, {to}, {active} are milliseconds.
 */
export const REAL_TIME = `
  select
    block, label, bucket, count() as events, sum(value) as total_value, sum(response_time) as total_time, countIf(status_code >= 400) as errors,
    if(grouping(block) = 1, uniqExactIf(session, occurred_at >= fromUnixTimestamp64Milli({active:Int64}, 'UTC') and session != 0), 0) as sessions
  from (
    select
      multiIf(kind = 'performance', 'performance', kind = 'conversion', 'conversion', kind = 'heatmap', 'heatmap', 'activity') as block,
      if(kind = 'performance', endpoint, name) as label,
      if(kind = 'performance', toDateTime('1970-01-01 00:00:00', 'UTC'), toStartOfHour(occurred_at)) as bucket,
      value, response_time, status_code, session, occurred_at
    from events
    where not bot and occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC'))
  group by grouping sets ((block, label, bucket), ())
  order by block, bucket, label`;
