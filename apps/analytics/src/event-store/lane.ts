import { type ClickHouseClient, type ClickHouseSettings, createClient } from '@clickhouse/client';

/** A way to the engine that statements take. Reports and writes have one each, so that a long report holds up no write. */
export interface Lane {
  run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** To a server: any number of statements at once. */
export class ServerLane implements Lane {
  private readonly client: ClickHouseClient;

  constructor(url: string, settings: ClickHouseSettings) {
    this.client = createClient({ url, clickhouse_settings: settings });
  }

  run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    return work(this.client);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/**
 * To the embedded engine: one statement after the other, as a connection of chDB does anyway. After a failure the connection
 * is replaced, because chDB would give what the failed statement had already put out as the answer to the next one.
 */
export class EmbeddedLane implements Lane {
  private client: ClickHouseClient;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly connect: () => ClickHouseClient) {
    this.client = connect();
  }

  run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    const answer = this.turn.then(() => work(this.client));
    this.turn = answer.then(
      () => undefined,
      () => this.reconnect(),
    );
    return answer;
  }

  async close(): Promise<void> {
    await this.turn;
    await this.client.close();
  }

  private async reconnect() {
    await this.client.close();
    this.client = this.connect();
  }
}
