// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { writePidFile } from '../process/pid-file.mjs';
import { Supervisor } from '../supervisor.mjs';
import { natsBinary } from './nats-binary.mjs';
import { whenReady } from './when-ready.mjs';

const LONGEST_RECOVERY_MS = 60_000;

/**
 * Starts a nats-server with JetStream, on its streams of last time, and keeps it alive.
 * @param {{ dir: string, port: number, durable: boolean, pidFile: string, onLine?: import('../supervisor.mjs').OnLine, signal?: AbortSignal | undefined }} options
 */
export async function startNats({ dir, port, durable, pidFile, onLine, signal }) {
  const { path, version } = await natsBinary();
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'nats.conf');
  writeFileSync(config, configOf({ dir, port, syncAlways: durable && knowsSyncAlways(version) }));
  const server = new Supervisor({
    name: 'nats',
    command: path,
    args: ['--config', config],
    onSpawn: (pid) => writePidFile(pidFile, pid),
    ...(onLine && { onLine }),
  });
  const url = `nats://127.0.0.1:${port}`;
  await whenReady(server, { probe: () => answers(url), withinMs: LONGEST_RECOVERY_MS, signal });
  return { server, version, url };
}

/** @param {{ dir: string, port: number, syncAlways: boolean }} options */
const configOf = ({ dir, port, syncAlways }) => `server_name: bilten
listen: "127.0.0.1:${port}"
max_payload: 8MB
jetstream {
  store_dir: ${JSON.stringify(dir)}
  max_memory_store: 256MB
  max_file_store: 100GB
  ${syncAlways ? 'sync_interval: always' : ''}
}
`;

/**
 * An acknowledged message is then on the disk and not only in the memory of the kernel. Since 2.10.
 * @param {string} version
 */
export function knowsSyncAlways(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

/** @param {string} url */
async function answers(url) {
  try {
    const connection = await connect({ servers: url, reconnect: false, timeout: 2_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
