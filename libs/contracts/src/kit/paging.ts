import { Meaning, Optional, Text, Whole } from './fields.js';

export const PAGE_LIMIT = 20;
export const MAX_PAGE_LIMIT = 100;

/** What every list takes, besides its filter. */
export class PageRequest {
  @Optional()
  @Text({ max: 1_000 })
  @Meaning('`page.next` of the page before; the first page unless given. Holds for the filter it came with.')
  cursor?: string;
  @Optional() @Whole({ min: 1, max: MAX_PAGE_LIMIT }) @Meaning(`Rows of a page, at most; ${PAGE_LIMIT} unless given.`) limit?: number;
}
