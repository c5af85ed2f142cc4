import type { ExportType } from '@bilten/contracts/analytics/exports.contract.js';
import type { EventKind } from '@bilten/contracts/tracking/event-row.js';

/** What one export holds: which kinds of event, and its columns, each with the SQL that gives it. */
export interface ExportShape {
  readonly kinds: readonly EventKind[];
  readonly columns: readonly (readonly [name: string, sql: string])[];
}

const same = (...names: string[]) => names.map((name) => [name, name] as const);
const CREATED_AT = ['created_at', 'occurred_at'] as const;
const WHO = same('id', 'user_id', 'session_id', 'visitor_id');
const DEVICE = same('browser', 'os', 'device', 'language', 'country', 'bot');
const ORIGIN = same('referrer_domain', 'channel', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'click_id');
const USER_AGENT = [
  'user_agent',
  `arrayStringConcat(arrayFilter(word -> word != '', [toString(browser), toString(os), toString(device)]), ' / ')`,
] as const;
/** Exact as text; a number would be a binary float. */
const VALUE = (name: string) => [name, 'toString(value)'] as const;

/** The columns are those of the tables of the same data, then what was learnt about each event. */
export const EXPORTS: Readonly<Record<ExportType, ExportShape>> = {
  user_activity: {
    kinds: ['activity'],
    columns: [
      ...WHO,
      ['event_type', 'name'],
      ['event_data', 'data'],
      ...same('page_url', 'referrer'),
      USER_AGENT,
      ['ip_address', 'ip_hash'],
      CREATED_AT,
      ...DEVICE,
      ...ORIGIN,
    ],
  },
  event_interactions: {
    kinds: ['event-interaction'],
    columns: [
      ...WHO,
      ...same('event_id'),
      ['interaction_type', 'substring(name, 7)'],
      ['interaction_data', 'data'],
      ...same('page_url'),
      CREATED_AT,
      ...DEVICE,
    ],
  },
  conversions: {
    kinds: ['conversion'],
    columns: [
      ...WHO,
      ['conversion_type', 'name'],
      VALUE('conversion_value'),
      ['conversion_data', 'data'],
      ...same('campaign_id', 'event_id', 'page_url'),
      CREATED_AT,
      ...DEVICE,
      ...ORIGIN,
    ],
  },
  performance: {
    kinds: ['performance'],
    columns: [...WHO, ...same('endpoint', 'response_time', 'status_code', 'error_message'), CREATED_AT, ...DEVICE],
  },
  heatmap: {
    kinds: ['heatmap'],
    columns: [
      ...WHO,
      ...same('page_url', 'element_selector', 'x_position', 'y_position', 'click_count', 'hover_count', 'scroll_depth'),
      CREATED_AT,
      ...DEVICE,
    ],
  },
  lab_experiments: {
    kinds: ['lab'],
    columns: [
      ...WHO,
      ...same('experiment_id', 'experiment_type'),
      ['status', 'experiment_status'],
      ...same('processing_time', 'tokens_used'),
      ['input', `JSONExtractRaw(data, 'input')`],
      ['output', `JSONExtractRaw(data, 'output')`],
      CREATED_AT,
    ],
  },
  all: {
    kinds: ['activity', 'event-interaction', 'conversion', 'performance', 'heatmap', 'lab'],
    columns: [
      ...WHO,
      ...same('kind'),
      ['event_type', 'name'],
      ['event_data', 'data'],
      ...same('page_url', 'referrer', 'event_id', 'campaign_id'),
      VALUE('value'),
      ...same('endpoint', 'response_time', 'status_code', 'error_message'),
      ...same('element_selector', 'x_position', 'y_position', 'click_count', 'hover_count', 'scroll_depth'),
      ...same('experiment_id', 'experiment_type', 'experiment_status', 'processing_time', 'tokens_used'),
      CREATED_AT,
      ...DEVICE,
      ...ORIGIN,
    ],
  },
};

/** Columns that hold JSON: an object in a JSON export, its text in a CSV. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set(['event_data', 'interaction_data', 'conversion_data', 'input', 'output']);
