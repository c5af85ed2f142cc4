/** The heatmap events of a page. */
export const OF_PAGE = `kind = 'heatmap' and page_url = {pageUrl:String}`;

/** A point that was sent without any number is one click; one that tells only how far was scrolled is none. */
export const CLICKS =
  'if(events.click_count is null and events.hover_count is null and events.scroll_depth is null, 1, ifNull(events.click_count, 0))';
export const HOVERS = 'ifNull(events.hover_count, 0)';
