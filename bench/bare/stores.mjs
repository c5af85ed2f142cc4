// @ts-check
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** @typedef {{ messageId: string, userId?: string, sessionId?: string, eventType: string, eventData?: object, pageUrl?: string, userAgent?: string, ipAddress?: string, timestamp: string }} Event */

const COLUMNS = ['id', 'user_id', 'session_id', 'event_type', 'event_data', 'page_url', 'user_agent', 'ip_address', 'created_at'];
const POSTGRES = [
  `create table user_activity_tracking (
    id uuid primary key, user_id text, session_id text, event_type text not null, event_data jsonb, page_url text, user_agent text, ip_address text,
    created_at timestamptz not null)`,
  'create index on user_activity_tracking (user_id, created_at)',
  'create index on user_activity_tracking (event_type, created_at)',
];
const CLICKHOUSE = `create table events (
    id UUID, user_id String, session_id String, event_type LowCardinality(String), event_data String codec(ZSTD), page_url String, user_agent LowCardinality(String),
    ip_address String, created_at DateTime64(3, 'UTC') codec(Delta, ZSTD))
  engine = MergeTree partition by toYYYYMM(created_at) order by (toDate(created_at), event_type, created_at)`;
const MB = 1024 ** 2;

/** One plain table, written with one COPY at a time. */
export class BareJournal {
  /** @param {pg.Client} client */
  constructor(client) {
    this.client = client;
  }

  /** @param {string} url */
  static async open(url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of POSTGRES) await client.query(statement);
    return new BareJournal(client);
  }

  /** @param {readonly Event[]} events */
  async write(events) {
    const copy = this.client.query(copyFrom(`copy user_activity_tracking (${COLUMNS.join(', ')}) from stdin`));
    copy.end(events.map(copyLine).join(''));
    await once(copy, 'finish');
  }

  async count() {
    const { rows } = await this.client.query('select count(*)::int as events from user_activity_tracking');
    return /** @type {number} */ (rows[0].events);
  }
}

/** One plain table in an engine of the same size as the system's own. */
export class BareEventStore {
  /** @param {{ client: import('@clickhouse/client').ClickHouseClient, keeper: Session }} parts */
  constructor({ client, keeper }) {
    this.client = client;
    this.keeper = keeper;
  }

  /** @param {string} path */
  static async open(path) {
    const settings = [`--max_server_memory_usage=${2_048 * MB}`, `--mark_cache_size=${64 * MB}`, `--index_mark_cache_size=${16 * MB}`];
    const keeper = new Session(path, {
      connectionArgs: [...settings, `--query_condition_cache_size=${16 * MB}`, '--background_pool_size=2'],
    });
    // chDB is typed against a copy of its own of the client's types.
    const connection = /** @type {never} */ (createChdbConnection({ path }));
    const client = createClient({ connection });
    await client.command({ query: CLICKHOUSE });
    return new BareEventStore({ client, keeper });
  }

  /** @param {readonly Event[]} events */
  async write(events) {
    const body = Buffer.from(events.map(jsonLine).join('\n'));
    const query = `insert into events (${COLUMNS.join(', ')}) settings async_insert = 0, date_time_input_format = 'best_effort' format JSONEachRow`;
    const { stream } = await this.client.exec({ query, values: Readable.from([body], { objectMode: false }) });
    stream.resume();
  }

  async count() {
    const answer = await this.client.query({ query: 'select toUInt32(count()) as events from events', format: 'JSONEachRow' });
    const [{ events } = { events: 0 }] = /** @type {{ events: number }[]} */ (await answer.json());
    return events;
  }
}

/** @param {Event} event */
const copyLine = ({ messageId, userId, sessionId, eventType, eventData, pageUrl, userAgent, ipAddress, timestamp }) =>
  `${messageId}\t${text(userId)}\t${text(sessionId)}\t${text(eventType)}\t${text(eventData && JSON.stringify(eventData))}\t${text(pageUrl)}\t${text(userAgent)}\t${text(ipAddress)}\t${timestamp}\n`;

/** @type {Readonly<Record<string, string>>} */
const ESCAPES = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const text = (/** @type {string | undefined} */ value) =>
  value === undefined ? '\\N' : value.replace(/[\\\t\n\r]/g, (letter) => ESCAPES[letter] ?? letter);

/** @param {Event} event */
const jsonLine = ({ messageId, userId, sessionId, eventType, eventData, pageUrl, userAgent, ipAddress, timestamp }) =>
  JSON.stringify({
    id: messageId,
    user_id: userId,
    session_id: sessionId,
    event_type: eventType,
    event_data: JSON.stringify(eventData),
    page_url: pageUrl,
    user_agent: userAgent,
    ip_address: ipAddress,
    created_at: timestamp,
  });
