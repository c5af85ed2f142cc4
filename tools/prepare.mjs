// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { tether } from './process/tether.mjs';
import { Refusal, say, sayDone } from './terminal.mjs';

const OLDEST_NODE = [20, 19];
const QUIET_BUILD_MS = 700;
const OUT_OF_SYNC = /are in sync/;
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/;
const OFFLINE = `The dependencies could not be downloaded: the npm registry cannot be reached from here.
Connect this machine to it once (npm config get registry says where it is), and start again.`;

/**
 * Brings a clone to where it can run: dependencies installed, sources built. Does only what is missing.
 * @param {string} root
 */
export async function prepare(root) {
  requireNode();
  await installDependencies(root);
  await build(root);
}

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needed = 0, neededMinor = 0] = OLDEST_NODE;
  if (major > needed || (major === needed && minor >= neededMinor)) return;
  throw new Refusal(
    `Node ${OLDEST_NODE.join('.')} or newer is needed, and this is ${process.versions.node}. Get it from https://nodejs.org.`,
  );
}

/** @param {string} root */
export async function installDependencies(root) {
  const stamp = join(root, 'node_modules/.bilten-lock-hash');
  const wanted = hashOf([join(root, 'package-lock.json'), ...manifests(root)]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!isInstalled(root)) await cleanInstall(root);
  writeFileSync(stamp, wanted);
}

/** @param {string} root */
async function cleanInstall(root) {
  const since = Date.now();
  const why = existsSync(join(root, 'node_modules')) ? 'they have changed' : 'the first time: a minute or so';
  say(`Installing dependencies (${why}) ...`);
  // Also where NODE_ENV is production: the compiler is one of them.
  const { code, errors } = await run('npm', ['ci', '--include=dev', '--prefer-offline', '--loglevel=error'], root);
  if (code === 0) return sayDone({ title: 'Dependencies', since });
  if (OUT_OF_SYNC.test(errors)) throw new Refusal('package.json and package-lock.json disagree. Run `npm install`, and start again.');
  if (NO_NETWORK.test(errors)) throw new Refusal(OFFLINE);
  throw new Refusal(`The dependencies could not be installed:\n${errors}`);
}

/** @param {string} root */
async function build(root) {
  const since = Date.now();
  let slow = false;
  const notice = setTimeout(() => {
    slow = true;
    say('Building what has changed ...');
  }, QUIET_BUILD_MS);
  const { code, errors } = await run(join(root, 'node_modules/.bin/tsc'), ['-b'], root);
  clearTimeout(notice);
  if (code !== 0) throw new Refusal(`The sources do not compile; the compiler says above why. ${errors}`);
  if (slow) sayDone({ title: 'Build', since });
}

/**
 * Whether npm's own record of `node_modules` holds what the lock file asks for, as after an `npm install` by hand.
 * @param {string} root
 */
function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: wanted } = readJson(join(root, 'package-lock.json'));
  const { packages: installed } = readJson(record);
  const asLocked = Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      !path.includes('node_modules/') || optional || (installed[path] && (link || installed[path].version === version)),
  );
  const asDeclared = manifests(root).every((file) => {
    const manifest = readJson(file);
    const locked = wanted[file.slice(root.length + 1, -'/package.json'.length)];
    return locked && ['dependencies', 'devDependencies'].every((kind) => isDeepStrictEqual(manifest[kind] ?? {}, locked[kind] ?? {}));
  });
  return asLocked && asDeclared;
}

/**
 * The package.json files of the root and of its workspaces.
 * @param {string} root
 */
function manifests(root) {
  const folders = ['libs', 'apps'].map((parent) => join(root, parent)).filter((parent) => existsSync(parent));
  const workspaces = folders.flatMap((parent) =>
    readdirSync(parent)
      .sort()
      .map((name) => join(parent, name, 'package.json')),
  );
  return [join(root, 'package.json'), ...workspaces].filter((file) => existsSync(file));
}

/** @param {string[]} files */
const hashOf = (files) => files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Runs a command; what it says is shown, what it says on stderr is given back.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number | null, errors: string }>}
 */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const line = tether({ command, args }, 'SIGTERM');
    const child = spawn(line.command, line.args, { cwd, stdio: ['ignore', 'inherit', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
}
