import { type ClickHouseClientConfigOptions, type ClickHouseSettings, createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { drainPending, Session } from 'chdb';
import { EmbeddedLane } from './lane.js';

const MB = 1024 ** 2;
/** chDB is typed against a copy of its own of the client's types, whose classes TypeScript holds apart. */
type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;

/** Where and how large the embedded engine may be. */
export interface EmbeddedOptions {
  /** The directory of the data. A process holds one directory, and no two processes the same. */
  readonly path: string;
  /** What the engine may take in all: a statement that would go beyond spills to disk or fails, the process lives on. 2 GB unless told. */
  readonly memoryBytes?: number;
}

/** ClickHouse inside this process (chDB). Only the first connection can tune the engine, so one is kept for that. */
export class EmbeddedEngine {
  private readonly keeper: Session;

  constructor(private readonly options: EmbeddedOptions) {
    this.keeper = new Session(options.path, { connectionArgs: engineArguments(options) });
  }

  lane(settings: ClickHouseSettings): EmbeddedLane {
    return new EmbeddedLane(() => {
      const connection = createChdbConnection({ path: this.options.path }) as unknown as Connection;
      return createClient({ connection, clickhouse_settings: settings });
    });
  }

  /** Waits for statements that still run: the engine does not survive losing a connection in the middle of one. */
  async close() {
    await drainPending();
    this.keeper.close();
    await drainPending();
  }
}

/** The engine's own defaults are for a machine of its own: caches of 5 GB and nine tenths of the memory. */
const engineArguments = ({ memoryBytes = 2_048 * MB }: EmbeddedOptions) => [
  `--max_server_memory_usage=${memoryBytes}`,
  `--mark_cache_size=${64 * MB}`,
  `--index_mark_cache_size=${16 * MB}`,
  `--query_condition_cache_size=${16 * MB}`,
  '--background_pool_size=2',
];
