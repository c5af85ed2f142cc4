import type { EventKind } from '@bilten/contracts/tracking/event-row.js';

/** A column, the field of the event that it comes from and that field's type; with `sql` it is derived from the field and not read back. */
export type JournalColumn = readonly [column: string, type: string, field: string, sql?: string];

/** How one kind of event lies in its table. */
export interface JournalTable {
  readonly name: string;
  readonly columns: readonly JournalColumn[];
}

const EVERY_EVENT = [
  ['id', 'uuid', 'id'],
  ['user_id', 'text', 'user_id'],
  ['session_id', 'text', 'session_id'],
  ['visitor_id', 'text', 'visitor_id'],
  ['message_id', 'text', 'message_id'],
  ['arrival', 'bigint', 'arrival'],
  ['created_at', 'timestamptz', 'occurred_at'],
  ['received_at', 'timestamptz', 'received_at'],
  ['client_time', 'timestamptz', 'client_time'],
  ['sent_at', 'timestamptz', 'sent_at'],
  ['context', 'jsonb', 'context'],
] as const;
const ON_PAGE = [
  ['page_url', 'text', 'page_url'],
  ['referrer', 'text', 'referrer'],
] as const;
/** The user agent in three words, and the hash of the address: all that is kept of the two. */
const USER_AGENT = [
  'user_agent',
  'jsonb',
  'context',
  `nullif(concat_ws(' / ', context ->> 'browser', context ->> 'os', context ->> 'device'), '')`,
] as const;
const IP_ADDRESS = ['ip_address', 'jsonb', 'context', `context ->> 'ip_hash'`] as const;
const same = (type: string, ...names: string[]) => names.map((name) => [name, type, name] as const);

export const JOURNAL_TABLES: Readonly<Record<EventKind, JournalTable>> = {
  activity: {
    name: 'user_activity_tracking',
    columns: [
      ...EVERY_EVENT,
      ...ON_PAGE,
      ['event_type', 'text', 'name'],
      ['event_data', 'jsonb', 'data'],
      ['event_id', 'text', 'event_id'],
      USER_AGENT,
      IP_ADDRESS,
    ],
  },
  'event-interaction': {
    name: 'event_interaction_tracking',
    columns: [
      ...EVERY_EVENT,
      ...ON_PAGE,
      ['event_id', 'text', 'event_id'],
      ['interaction_type', 'text', 'name', 'substr(name, 7)'],
      ['interaction_data', 'jsonb', 'data'],
    ],
  },
  conversion: {
    name: 'conversion_tracking',
    columns: [
      ...EVERY_EVENT,
      ...ON_PAGE,
      ['conversion_type', 'text', 'name'],
      ['conversion_value', 'numeric', 'value'],
      ['conversion_data', 'jsonb', 'data'],
      ['campaign_id', 'text', 'campaign_id'],
      ['event_id', 'text', 'event_id'],
    ],
  },
  performance: {
    name: 'performance_tracking',
    columns: [...EVERY_EVENT, ...same('text', 'endpoint', 'error_message'), ...same('integer', 'response_time', 'status_code')],
  },
  heatmap: {
    name: 'heatmap_data',
    columns: [
      ...EVERY_EVENT,
      ...same('text', 'page_url', 'element_selector'),
      ...same('integer', 'x_position', 'y_position', 'click_count', 'hover_count', 'scroll_depth'),
    ],
  },
  lab: {
    name: 'lab_experiments',
    columns: [
      ...EVERY_EVENT,
      ...same('text', 'experiment_id', 'experiment_type'),
      ['status', 'text', 'experiment_status'],
      ...same('integer', 'processing_time', 'tokens_used'),
      ['input', 'jsonb', 'data', `data -> 'input'`],
      ['output', 'jsonb', 'data', `data -> 'output'`],
    ],
  },
};

/** A row of the table `t` as JSON. Money goes as text, for JSON numbers are not exact. */
export const rowOf = (kind: EventKind) =>
  kind === 'conversion' ? `to_jsonb(t) || jsonb_build_object('conversion_value', trim_scale(t.conversion_value)::text)` : 'to_jsonb(t)';
