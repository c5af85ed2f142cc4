// @ts-check

/** The three lists of a journey out of one scan, the latest thousand of each. */
export const TIMELINE = `
  select id, class, name, session_id, page_url, event_id, value, data, created_at
  from (
    select id, multiIf(kind in ('activity', 'lab'), 'activity', kind = 'event-interaction', 'interaction', 'milestone') as class,
      name, session_id, page_url, event_id, value, data, occurred_at as created_at, arrival
    from events
    prewhere user_id = {userId:String}
    where not bot and kind not in ('performance', 'heatmap')
    order by created_at desc, arrival desc
    limit 1001 by class)
  order by created_at, arrival`;

/** The analysis of a journey out of one more: a session is a session id, cut by half an hour of silence. */
export const ANALYSIS = `
  select
    sum(events) as all_events, sum(interactions) as all_interactions, countIf(session_id != '') as sessions, avgIf(milliseconds, session_id != '') / 1000 as mean_seconds,
    countIf(session_id != '' and page_views = 1 and others = 0 and milliseconds < 10000) as bounces,
    sumMap(visited) as pages, sumMap(arrayMap(step -> step.1 || '\\n' || step.2, steps), arrayWithConstant(length(steps), toUInt64(1))) as flows
  from (
    select
      session_id, dateDiff('millisecond', min(occurred_at), max(occurred_at)) as milliseconds, count() as events, countIf(kind = 'event-interaction') as interactions,
      countIf(name = 'page_view') as page_views, countIf(name != 'page_view' and kind != 'performance') as others,
      sumMapIf(map(page_url, toUInt64(1)), name = 'page_view' and page_url != '') as visited,
      arrayCompact(arrayMap(view -> view.3, arraySort(groupArrayIf((occurred_at, arrival, page_url), name = 'page_view' and page_url != '' and session_id != '')))) as way,
      arrayZip(arrayPopBack(way), arrayPopFront(way)) as steps
    from (
      select *, sum(begins) over (partition by session_id order by occurred_at, arrival) as part
      from (
        select session_id, occurred_at, arrival, kind, name, page_url,
          dateDiff('millisecond', lagInFrame(occurred_at, 1, occurred_at) over in_order, occurred_at) >= 1800000 as begins
        from events
        prewhere user_id = {userId:String}
        where not bot
        window in_order as (partition by session_id order by occurred_at, arrival rows between unbounded preceding and current row)))
    group by session_id, part)`;
