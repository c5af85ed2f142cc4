// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @typedef {{ functionName: string, url: string, lineNumber: number }} Frame */
/** @typedef {{ id: number, callFrame: Frame, children?: number[] }} Node */
/** @typedef {{ nodes: Node[], samples: number[], timeDeltas: number[] }} Profile */
/** @typedef {{ name: string, share: number, ms: number }} Hot  The share is that of the time that the process was busy. */
/**
 * @typedef {object} ProcessTime
 * @property {string} process
 * @property {number} busyMs
 * @property {number} totalMs
 * @property {Hot[]} itself  By the function that ran.
 * @property {Hot[]} charged  By the nearest function of this repository that had it run: what a library takes is charged to who calls it.
 */

const MOST = 20;
const OURS = /\/(?:apps|libs|bench)\/(?!.*node_modules)/;

/**
 * Where the time of each profile of a folder went.
 * @param {string} folder
 * @returns {ProcessTime[]}
 */
export function hotFunctions(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return files.sort().map((file) => readProfile(basename(file, '.cpuprofile'), JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

/**
 * @param {string} process
 * @param {Profile} profile
 * @returns {ProcessTime}
 */
function readProfile(process, { nodes, samples, timeDeltas }) {
  const [names, owners] = [namesOf(nodes), ownersOf(nodes)];
  /** @type {Map<number, number>} */
  const times = new Map();
  for (const [index, id] of samples.entries()) times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)' || isRecording(callFrame)).map(({ id }) => id));
  const totalMs = sumOf(times.values());
  const busy = [...times].filter(([id]) => !idle.has(id));
  const busyMs = sumOf(busy.map(([, ms]) => ms));
  const most = (/** @type {Map<number, string>} */ by) => hottest(busy, by, busyMs);
  return { process, busyMs, totalMs, itself: most(names), charged: most(owners) };
}

/**
 * @param {readonly (readonly [id: number, ms: number])[]} times
 * @param {ReadonlyMap<number, string>} by
 * @param {number} busyMs
 * @returns {Hot[]}
 */
function hottest(times, by, busyMs) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [id, ms] of times) sums.set(by.get(id) ?? '?', (sums.get(by.get(id) ?? '?') ?? 0) + ms);
  const sorted = [...sums].sort(([, a], [, b]) => b - a).slice(0, MOST);
  return sorted.map(([name, ms]) => ({ name, ms, share: ms / busyMs }));
}

/** @param {readonly Node[]} nodes */
const namesOf = (nodes) => new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));

/** @param {readonly Node[]} nodes */
function ownersOf(nodes) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @type {Map<number, string>} */
  const owners = new Map();
  const visit = (/** @type {Node} */ { id, callFrame, children = [] }, /** @type {string} */ above) => {
    const isOurs = OURS.test(callFrame.url);
    // What runs by itself (garbage collection, the engine) has nobody above it.
    const owner = isOurs ? nameOf(callFrame) : above === '' && callFrame.functionName !== '(root)' ? `[${nameOf(callFrame)}]` : above;
    owners.set(id, owner);
    for (const child of children) visit(/** @type {Node} */ (byId.get(child)), owner);
  };
  const [root] = nodes;
  if (root) visit(root, '');
  return owners;
}

/** What the profile itself took. @param {Frame} frame */
const isRecording = ({ functionName, url }) => url.endsWith('/profile/record.mjs') || (url === '' && functionName === 'dispatch');

/** @param {Frame} frame */
function nameOf({ functionName, url, lineNumber }) {
  const path = url.replace(/^file:\/\//, '');
  const place = path.includes('/node_modules/')
    ? path.replace(/^.*\/node_modules\//, '')
    : path.replace(/^.*\/((?:apps|libs|bench)\/)/, '$1');
  return `${functionName || '(anonymous)'}${place && ` ${place}:${lineNumber + 1}`}`;
}

/** @param {Iterable<number>} numbers */
const sumOf = (numbers) => [...numbers].reduce((sum, number) => sum + number, 0);
