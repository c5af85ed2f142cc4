// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @typedef {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number } }} Node */
/** @typedef {{ nodes: Node[], samples: number[], timeDeltas: number[] }} Profile */
/** @typedef {{ name: string, share: number, ms: number }} Hot */

const MOST = 25;

/**
 * For each profile of a folder, the functions in which most of its time was spent: in themselves, without what they call.
 * @param {string} folder
 * @returns {{ process: string, busyMs: number, totalMs: number, hot: Hot[] }[]}
 */
export function hotFunctions(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return files
    .sort()
    .map((file) => ({ process: basename(file, '.cpuprofile'), ...readProfile(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }));
}

/** @param {Profile} profile */
function readProfile({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '?';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  }
  const totalMs = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  const busyMs = totalMs - (times.get('(idle)') ?? 0);
  times.delete('(idle)');
  const hot = [...times].sort(([, a], [, b]) => b - a).slice(0, MOST);
  return { busyMs, totalMs, hot: hot.map(([name, ms]) => ({ name, ms, share: ms / busyMs })) };
}

/** @param {Node['callFrame']} frame */
function nameOf({ functionName, url, lineNumber }) {
  const place = url
    .replace(/^file:\/\//, '')
    .replace(/^.*\/(node_modules|apps|libs|bench)\//, (_all, folder) => (folder === 'node_modules' ? '' : `${folder}/`));
  return `${functionName || '(anonymous)'}${place && ` ${place}:${lineNumber + 1}`}`;
}
