// @ts-check
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { embeddedNats, embeddedPostgres } from './servers.mjs';
import { natsBinary } from './servers/nats-binary.mjs';

/**
 * Vitest calls this once around a whole run: one PostgreSQL and one NATS for all tests, told to them by TEST_DATABASE_URL and TEST_NATS_URL.
 * @returns {Promise<() => Promise<void>>}
 */
export async function setup() {
  const dataDir = mkdtempSync(join(tmpdir(), 'bilten-tests-'));
  chmodSync(dataDir, 0o755); // PostgreSQL runs as another user when root tests
  const options = { dataDir, durable: false, onLine: () => {} };
  const postgres = await embeddedPostgres(options);
  const nats = await embeddedNats(options);
  process.env['TEST_DATABASE_URL'] = postgres.url;
  process.env['TEST_NATS_URL'] = nats.url;
  // Tests that kill a nats-server start their own.
  process.env['PATH'] += delimiter + dirname((await natsBinary()).path);
  return async () => {
    await Promise.all([postgres.server.stop(), nats.server.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
}
