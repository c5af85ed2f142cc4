/**
 * Who an event belongs to, as a number, because grouping by it is what reports spend their time on: the user, else the visitor,
 * else the session; 0 is nobody. The word before the id keeps a user apart from a visitor who happens to have the same id.
 */
const PERSON = `multiIf(
    user_id != '', sipHash64('user', user_id),
    visitor_id != '', sipHash64('visitor', visitor_id),
    session_id != '', sipHash64('session', session_id),
    0)`;

/** A page view that was read from a server's log says in its data how it was answered. */
const STATUS = `if(name = 'page_view' and JSONExtractUInt(data, 'status') between 100 and 999, JSONExtractUInt(data, 'status'), 0)`;

/** What was learnt about an event, as it comes: each part has a column of its own. */
const CONTEXT = [
  ...['browser', 'os', 'device', 'language', 'country', 'referrer_domain', 'channel', 'click_id', 'ip_hash'],
  ...['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'],
]
  .map((part) => `${part} String`)
  .concat('bot Bool')
  .join(', ');

/** What a line of an event is read into. Fields that the store does not keep are passed over. */
export const EVENT_FIELDS = [
  ...[
    'id',
    'arrival',
    'kind',
    'name',
    'occurred_at',
    'received_at',
    'user_id',
    'visitor_id',
    'session_id',
    'page_url',
    'referrer',
    'event_id',
    'value',
    'campaign_id',
  ],
  ...[
    'endpoint',
    'response_time',
    'status_code',
    'error_message',
    'element_selector',
    'x_position',
    'y_position',
    'click_count',
    'hover_count',
    'scroll_depth',
  ],
  ...['experiment_id', 'experiment_type', 'experiment_status', 'processing_time', 'tokens_used', 'data', 'context'],
] as const;

/**
 * One wide table of all events of all kinds.
 *
 * The order serves reports: they ask for days, then for a few names. `arrival` breaks ties between events of the same
 * millisecond and tells what was there at a moment.
 * An absent text is '', which is no id and no URL. An absent number is null where nought would mean something else (a scroll
 * depth of 0); a number that every event of its kind has is 0 for the other kinds.
 * Of the four times the store keeps the two that reports read; the journal keeps all.
 */
export const EVENTS_TABLE = `
  create table if not exists events (
    id UUID,
    context Tuple(${CONTEXT}) ephemeral,
    arrival UInt64,
    kind LowCardinality(String),
    name LowCardinality(String),
    occurred_at DateTime64(3, 'UTC') codec(Delta, ZSTD),
    received_at DateTime64(3, 'UTC') codec(Delta, ZSTD),
    user_id String,
    visitor_id String,
    session_id String,
    page_url String,
    referrer String,
    event_id String,
    value Decimal(20, 6),
    campaign_id String,
    endpoint LowCardinality(String),
    response_time UInt32,
    status_code UInt16 default ${STATUS},
    error_message String,
    element_selector String,
    x_position UInt32,
    y_position UInt32,
    click_count Nullable(UInt32),
    hover_count Nullable(UInt32),
    scroll_depth Nullable(Float64),
    experiment_id String,
    experiment_type LowCardinality(String),
    experiment_status LowCardinality(String),
    processing_time Nullable(UInt32),
    tokens_used Nullable(UInt32),
    data String codec(ZSTD),
    browser LowCardinality(String) default context.browser,
    os LowCardinality(String) default context.os,
    device LowCardinality(String) default context.device,
    language LowCardinality(String) default context.language,
    country LowCardinality(String) default context.country,
    referrer_domain LowCardinality(String) default context.referrer_domain,
    channel LowCardinality(String) default context.channel,
    utm_source LowCardinality(String) default context.utm_source,
    utm_medium LowCardinality(String) default context.utm_medium,
    utm_campaign LowCardinality(String) default context.utm_campaign,
    utm_term LowCardinality(String) default context.utm_term,
    utm_content LowCardinality(String) default context.utm_content,
    click_id String default context.click_id,
    ip_hash String default context.ip_hash,
    bot Bool default context.bot,
    person UInt64 materialized ${PERSON},
    session UInt64 materialized if(session_id = '', 0, sipHash64(session_id)),
    index by_user user_id type bloom_filter(0.01) granularity 1,
    index by_session session_id type bloom_filter(0.01) granularity 1,
    index by_event event_id type bloom_filter(0.01) granularity 1
  )
  engine = MergeTree
  partition by toYYYYMM(occurred_at)
  order by (toDate(occurred_at), name, occurred_at, arrival)
  settings non_replicated_deduplication_window = 10000, old_parts_lifetime = 120, finished_mutations_to_keep = 1`;
