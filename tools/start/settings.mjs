// @ts-check
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPrivateJson, writePrivateJson } from '../process/private-json.mjs';
import { Refusal } from '../terminal.mjs';

/** @typedef {{ adminEmail: string, adminPassword: string, apiKey: string, internalSecret: string }} Credentials */
/**
 * @typedef {object} Settings
 * @property {number} port  Of the gateway.
 * @property {string} dataDir
 * @property {boolean} logAll  Shows every line of every service.
 * @property {string | undefined} databaseUrl  Replaces the embedded PostgreSQL; so does `natsUrl` for NATS.
 * @property {string | undefined} natsUrl
 */

/**
 * From the environment and from `.env`, whose values the environment overrules.
 * @param {string} root  The folder of the clone, which relative paths start from.
 * @returns {Settings}
 */
export function readSettings(root) {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const { PORT = '3000', BILTEN_DATA_DIR = '.bilten', BILTEN_LOG, DATABASE_URL, NATS_URL } = process.env;
  const dataDir = resolve(root, BILTEN_DATA_DIR);
  return {
    port: readPort(PORT),
    dataDir,
    logAll: BILTEN_LOG === 'all',
    databaseUrl: DATABASE_URL || undefined,
    natsUrl: NATS_URL || undefined,
  };
}

const portFile = (/** @type {string} */ dataDir) => join(dataDir, 'port');

/**
 * Where this installation answers, so that the other commands find it without being told.
 * @param {string} dataDir
 */
export const portOf = (dataDir) => (existsSync(portFile(dataDir)) ? readPort(readFileSync(portFile(dataDir), 'utf8').trim()) : undefined);

/**
 * @param {string} dataDir
 * @param {number} port
 */
export const keepPort = (dataDir, port) => writeFileSync(portFile(dataDir), `${port}\n`);

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`PORT is "${text}", which is not a port: a whole number from 1 to 65535.`);
}

export const credentialsFile = (/** @type {string} */ dataDir) => join(dataDir, 'credentials.json');

/**
 * The first start makes them, later ones find them; the environment overrules both. The file always says what is in force.
 * @param {string} dataDir
 * @returns {Credentials}
 */
export function keepCredentials(dataDir) {
  const file = credentialsFile(dataDir);
  /** @type {Partial<Credentials>} */
  const kept = readPrivateJson(file);
  const { BILTEN_ADMIN_EMAIL, BILTEN_ADMIN_PASSWORD, BILTEN_API_KEY, BILTEN_INTERNAL_SECRET } = process.env;
  const credentials = {
    adminEmail: BILTEN_ADMIN_EMAIL || kept.adminEmail || 'admin@bilten.local',
    adminPassword: BILTEN_ADMIN_PASSWORD || kept.adminPassword || base62(20),
    apiKey: BILTEN_API_KEY || kept.apiKey || `bk_${base62(40)}`,
    internalSecret: BILTEN_INTERNAL_SECRET || kept.internalSecret || randomBytes(32).toString('hex'),
  };
  if (JSON.stringify(credentials) !== JSON.stringify(kept)) writePrivateJson(file, credentials);
  return credentials;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = (/** @type {number} */ length) => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
