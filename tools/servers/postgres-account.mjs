// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasSetpriv } from '../process/tether.mjs';
import { Refusal } from '../terminal.mjs';

/** @typedef {import('../process/tether.mjs').Account} Account */

/** Numbers from linux/capability.h. */
const CAPABILITIES = { dac_override: 1, dac_read_search: 2 };

/**
 * Who PostgreSQL runs as. It refuses to be root, so root runs it as the owner of its data or else as `postgres`; anyone else as themselves.
 * Where the clone or the data lie in a folder that is closed to that account (/root, a `mktemp -d`), it is given the one capability that
 * lets it through.
 * @param {{ dataDir: string, program: string }} places
 * @returns {Account | undefined}
 */
export function postgresAccount({ dataDir, program }) {
  if (process.getuid?.() !== 0) return undefined;
  const account = ownerOf(dataDir) ?? lookUp() ?? create();
  const mayRun = (statSync(program).mode & 0o005) === 0o005;
  if (mayRun && [program, dataDir].every((place) => mayEnter(account, place))) return account;
  return { ...account, capability: passKey(mayRun ? ['dac_read_search', 'dac_override'] : ['dac_override'], dataDir) };
}

/**
 * @param {string} dataDir
 * @returns {Account | undefined}
 */
function ownerOf(dataDir) {
  if (!existsSync(dataDir)) return undefined;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 ? undefined : { uid, gid };
}

/** @returns {Account | undefined} */
function lookUp() {
  try {
    const [uid = NaN, gid = NaN] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] })),
    );
    return { uid, gid };
  } catch {
    return undefined;
  }
}

function create() {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Refusal(
      `PostgreSQL does not run as root, and a user "postgres" could not be created: ${error}\nRun this as an ordinary user, or set DATABASE_URL.`,
    );
  }
  return /** @type {Account} */ (lookUp());
}

/**
 * Whether every folder on the way to the place lets the account pass.
 * @param {Account} account
 * @param {string} place
 */
function mayEnter({ uid, gid }, place) {
  let folder = dirname(existingPart(place));
  for (;;) {
    const { mode, uid: owner, gid: group } = statSync(folder);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
    folder = dirname(folder);
  }
}

/** @param {string} place */
const existingPart = (place) => (existsSync(place) ? realpathSync(place) : `${realpathSync(dirname(place))}/to-be-made`);

/**
 * The first of the capabilities that we have ourselves, and so can hand on.
 * @param {(keyof typeof CAPABILITIES)[]} wanted
 * @param {string} dataDir
 */
function passKey(wanted, dataDir) {
  const held = hasSetpriv() ? heldCapabilities() : 0n;
  const found = wanted.find((name) => held & (1n << BigInt(CAPABILITIES[name])));
  if (found) return found;
  throw new Refusal(
    `PostgreSQL does not run as root, and its user "postgres" may not enter the folder of this clone or of ${dataDir}.\n` +
      'Move them to a folder that others may enter, run this as an ordinary user, or set DATABASE_URL.',
  );
}

function heldCapabilities() {
  const [, hex = '0'] = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return BigInt(`0x${hex}`);
}
