// @ts-check
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal, say } from '../terminal.mjs';

const run = promisify(execFile);
/** Debian puts servers where the PATH of an ordinary user does not look. */
const MORE_PLACES = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * The nats-server of this machine. As root on a Debian without one it is installed.
 * @returns {Promise<{ path: string, version: string }>}
 */
export async function natsBinary() {
  const path = find('nats-server') ?? (await install());
  const { stdout } = await run(path, ['--version']);
  const [, version = '0.0.0'] = /v?(\d+\.\d+\.\d+)/.exec(stdout) ?? [];
  return { path, version };
}

/** @param {string} name */
function find(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_PLACES].filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install() {
  if (process.getuid?.() !== 0 || !find('apt-get')) throw new Refusal(threeWays('There is no nats-server on this machine.'));
  say('Installing nats-server with apt-get, this once ...');
  const apt = (/** @type {string[]} */ ...args) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  await apt('update').catch(() => {}); // the lists of last time may do; if not, the next line says so
  const failure = await apt('install', '--yes', '--no-install-recommends', 'nats-server').then(() => undefined, String);
  const path = find('nats-server');
  if (path) return path;
  throw new Refusal(threeWays(`nats-server could not be installed with apt-get:\n${failure}`));
}

/** @param {string} problem */
const threeWays = (problem) => `${problem} Any one of these gives it:
  - sudo apt-get install nats-server    (macOS: brew install nats-server)
  - the binary from https://github.com/nats-io/nats-server/releases, put into a folder of your PATH
  - NATS_URL=nats://host:4222 npm start, with a server of yours that has JetStream: docker run -p 4222:4222 nats -js`;
