import type { EventContext, JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import type { Cell } from './event-store.js';

/** The columns of the table `events`, and what each holds of an event. */
const COLUMNS: Readonly<Record<string, (event: JournaledEvent) => Cell>> = {
  id: ({ id }) => id,
  arrival: ({ arrival }) => arrival,
  kind: ({ kind }) => kind,
  name: ({ name }) => name,
  occurred_at: ({ occurred_at }) => columnTime(occurred_at),
  received_at: ({ received_at }) => columnTime(received_at),
  ...textsOf('user_id', 'visitor_id', 'session_id', 'page_url', 'referrer', 'event_id'),
  value: ({ value }) => value ?? '0',
  ...textsOf('campaign_id', 'endpoint'),
  response_time: ({ response_time }) => whole(response_time) ?? 0,
  status_code: (event) => whole(event.status_code) ?? statusOfPageView(event),
  ...textsOf('error_message', 'element_selector'),
  x_position: ({ x_position }) => whole(x_position) ?? 0,
  y_position: ({ y_position }) => whole(y_position) ?? 0,
  click_count: ({ click_count }) => whole(click_count),
  hover_count: ({ hover_count }) => whole(hover_count),
  scroll_depth: ({ scroll_depth }) => scroll_depth ?? null,
  ...textsOf('experiment_id', 'experiment_type', 'experiment_status'),
  processing_time: ({ processing_time }) => whole(processing_time),
  tokens_used: ({ tokens_used }) => whole(tokens_used),
  data: ({ data }) => (data === undefined ? '' : JSON.stringify(data)),
  ...contextOf(
    'browser', 'os', 'device', 'language', 'country', 'referrer_domain', 'channel',
    'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'click_id', 'ip_hash',
  ),
  bot: ({ context }) => context.bot === true,
};

export const EVENT_COLUMNS = Object.keys(COLUMNS);
const cells = Object.values(COLUMNS);

/** An event as a row of the table `events`, in the order of `EVENT_COLUMNS`. */
export const eventRow = (event: JournaledEvent): Cell[] => cells.map((cell) => cell(event));

type TextField = { [K in keyof JournaledEvent]-?: JournaledEvent[K] extends string | undefined ? K : never }[keyof JournaledEvent];
function textsOf(...fields: TextField[]) {
  return Object.fromEntries(fields.map((field) => [field, (event: JournaledEvent) => event[field] ?? '']));
}

type ContextField = Exclude<keyof EventContext, 'bot'>;
function contextOf(...fields: ContextField[]) {
  return Object.fromEntries(fields.map((field) => [field, ({ context }: JournaledEvent) => context[field] ?? '']));
}

const whole = (number: number | undefined) => (number === undefined ? null : Math.round(number));

/** The HTTP answer that a page view came with, where its data tells one, so that reports need not open the data. */
function statusOfPageView({ name, data }: JournaledEvent): number {
  const status = name === 'page_view' ? Number(data?.['status']) : 0;
  return Number.isInteger(status) && status >= 100 && status <= 999 ? status : 0;
}

/** The store's calendar. No event of a platform is outside, and the key of the table and the arithmetic of funnels need such ends. */
const EARLIEST = '1990-01-01 00:00:00.000';
const LATEST = '2099-12-31 23:59:59.999';

/** `2024-01-15T10:30:00.000Z` as `2024-01-15 10:30:00.000`, within the store's calendar. */
function columnTime(rfc3339: string): string {
  const utc = new Date(rfc3339).toISOString();
  if (utc.startsWith('-')) return EARLIEST;
  if (utc.startsWith('+')) return LATEST;
  const time = `${utc.slice(0, 10)} ${utc.slice(11, 23)}`;
  return time < EARLIEST ? EARLIEST : time > LATEST ? LATEST : time;
}
