import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';

/** A nats-server of a test's own; killing and starting it again keeps its port and its streams. */
export class TestNats {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<TestNats> {
    const nats = new TestNats(mkdtempSync(join(tmpdir(), 'bilten-nats-')), await freePort());
    await nats.revive();
    return nats;
  }

  get url() {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts the server, again after a `kill`, and waits until it answers. */
  async revive() {
    const config = join(this.directory, 'nats.conf');
    writeFileSync(config, `listen: "127.0.0.1:${this.port}"\nmax_payload: 8MB\njetstream { store_dir: "${this.directory}" }\n`);
    this.process = spawn('nats-server', ['-c', config], { stdio: 'ignore' });
    this.process.on('error', (error) => console.error(`nats-server could not be started: ${error.message}`));
    const probe = await connect({ servers: this.url, waitOnFirstConnect: true, maxReconnectAttempts: 100, reconnectTimeWait: 50 });
    await probe.close();
  }

  /** Ends it without warning. */
  async kill() {
    const running = this.process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  async stop() {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
