// @ts-check

const CLICKS = 'if(click_count is null and hover_count is null and scroll_depth is null, 1, ifNull(click_count, 0))';

/** Points and totals of a page out of one scan; the totals are the row of points that is none. */
export const HEATMAP = `
  select x_position, y_position, element_selector, sum(${CLICKS}) as clicks, sum(ifNull(hover_count, 0)) as hovers, count() as events,
    avg(scroll_depth) as depth, grouping(x_position) = 1 as is_total, if(is_total, uniqExactIf(session, session != 0), 0) as sessions
  from events
  where not bot and kind = 'heatmap' and name = 'heatmap' and page_url = {pageUrl:String}
  group by grouping sets ((x_position, y_position, element_selector), ())
  order by clicks desc, hovers desc, x_position, y_position, element_selector
  limit 10001`;
