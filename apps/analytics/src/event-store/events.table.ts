/**
 * Who an event belongs to, as a number, because grouping by it is what reports spend their time on: the user, else the visitor,
 * else the session; 0 is nobody. The word before the id keeps a user apart from a visitor who happens to have the same id.
 */
const PERSON = `multiIf(
    user_id != '', sipHash64('user', user_id),
    visitor_id != '', sipHash64('visitor', visitor_id),
    session_id != '', sipHash64('session', session_id),
    0)`;

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
    status_code UInt16,
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
    browser LowCardinality(String),
    os LowCardinality(String),
    device LowCardinality(String),
    language LowCardinality(String),
    country LowCardinality(String),
    referrer_domain LowCardinality(String),
    channel LowCardinality(String),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    utm_term LowCardinality(String),
    utm_content LowCardinality(String),
    click_id String,
    ip_hash String,
    bot Bool,
    person UInt64 materialized ${PERSON},
    session UInt64 materialized if(session_id = '', 0, sipHash64(session_id)),
    index by_user user_id type bloom_filter(0.01) granularity 1,
    index by_session session_id type bloom_filter(0.01) granularity 1,
    index by_event event_id type bloom_filter(0.01) granularity 1
  )
  engine = MergeTree
  partition by toYYYYMM(occurred_at)
  order by (toDate(occurred_at), name, occurred_at, arrival)
  settings non_replicated_deduplication_window = 10000, old_parts_lifetime = 60, finished_mutations_to_keep = 1`;
