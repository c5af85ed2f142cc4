import { Readable } from 'node:stream';
import type { ClickHouseSettings } from '@clickhouse/client';
import { EmbeddedEngine, type EmbeddedOptions } from './embedded-engine.js';
import { type Lane, ServerLane } from './lane.js';
import { upgradeSchema } from './schema.js';

/** A ClickHouse server; the URL may name user, password and database. */
export interface ServerOptions {
  readonly url: string;
}
/** What a statement's `{name:Type}` stands for. Values travel beside the SQL, never in it. */
export type Params = Readonly<Record<string, string | number | bigint | readonly string[] | readonly number[]>>;

export interface Block {
  readonly table: string;
  readonly columns: readonly string[];
  /** Objects of JSON, one on each line. */
  readonly lines: string;
  /** The same block under the same token is stored once, also after a restart. */
  readonly token: string;
}

const READING: ClickHouseSettings = {
  max_threads: 2,
  max_execution_time: 30,
  date_time_output_format: 'iso',
  // Compiling a report's expressions costs more than it saves at the sizes that one machine holds.
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
};
/** The embedded engine would take one thread alone where there is less than a gigabyte for each. */
const READING_EMBEDDED: ClickHouseSettings = { ...READING, max_threads_min_free_memory_per_thread: '0' };
const TOKEN = /^[\w.:-]{1,200}$/;

/** The columnar store of events: ClickHouse, embedded in this process or on a server, in the same SQL. */
export class EventStore {
  private constructor(
    private readonly reading: Lane,
    private readonly writing: Lane,
    private readonly engine?: EmbeddedEngine,
  ) {}

  /** Opens the store and brings its schema up to date. */
  static async open(options: EmbeddedOptions | ServerOptions): Promise<EventStore> {
    const store = 'path' in options ? EventStore.embedded(options) : EventStore.onServer(options);
    await upgradeSchema(store);
    return store;
  }

  private static embedded(options: EmbeddedOptions) {
    const engine = new EmbeddedEngine(options);
    return new EventStore(engine.lane(READING_EMBEDDED), engine.lane({}), engine);
  }

  private static onServer({ url }: ServerOptions) {
    return new EventStore(new ServerLane(url, READING), new ServerLane(url, {}));
  }

  query<Row>(sql: string, params: Params = {}): Promise<Row[]> {
    return this.reading.run(async (client) => {
      const answer = await client.query({ query: sql, format: 'JSONEachRow', query_params: params });
      return answer.json<Row>();
    });
  }

  async command(sql: string, params: Params = {}): Promise<void> {
    await this.writing.run((client) => client.command({ query: sql, query_params: params }));
  }

  /**
   * Stores a block whole; a failure throws and the same block can be sent again. The settings stand in the statement
   * because an embedded connection keeps what it is told, so the token of one block could fall to the next.
   */
  async insert({ table, columns, lines, token }: Block): Promise<void> {
    if (!TOKEN.test(token)) throw new Error(`Not a deduplication token: ${token}`);
    if (lines.length === 0) return;
    const query = `INSERT INTO ${table} (${columns.join(', ')}) SETTINGS ${INSERTING}, insert_deduplication_token = '${token}' FORMAT JSONEachRow`;
    const body = Buffer.from(lines);
    await this.writing.run(async (client) => {
      const { stream } = await client.exec({ query, values: Readable.from([body], { objectMode: false }) });
      stream.resume();
    });
  }

  async close(): Promise<void> {
    await this.reading.close();
    await this.writing.close();
    await this.engine?.close();
  }
}

const INSERTING = Object.entries({
  async_insert: 0,
  // One block per insert, so that a retry is cut at the same places as the first try.
  input_format_parallel_parsing: 0,
  max_insert_block_size: 1_000_000,
  // An import may span more months than the usual hundred.
  max_partitions_per_insert_block: 0,
  input_format_skip_unknown_fields: 1,
  // Half of a surrogate pair is kept as its escape sequence instead of failing the block.
  input_format_json_throw_on_bad_escape_sequence: 0,
  date_time_input_format: "'best_effort'",
})
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ');
