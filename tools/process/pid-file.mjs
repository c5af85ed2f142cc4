// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Notes down which process this is, in a way that a later process with the same number is not taken for it.
 * @param {string} file
 * @param {number} pid
 */
export const writePidFile = (file, pid) => writeFileSync(file, JSON.stringify({ pid, birth: birthOf(pid) }));

/**
 * The process noted in the file, if it still lives.
 * @param {string} file
 * @returns {number | undefined}
 */
export function livingPid(file) {
  try {
    const { pid, birth } = JSON.parse(readFileSync(file, 'utf8'));
    return birth && birthOf(pid) === birth ? pid : undefined;
  } catch {
    return undefined; // no file, or one that was torn: nothing is known to live
  }
}

/**
 * @param {number} pid
 * @returns {string | undefined}
 */
function birthOf(pid) {
  try {
    return process.platform === 'linux'
      ? linuxBirthOf(pid)
      : execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function linuxBirthOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in brackets, which may itself hold spaces and brackets.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return state === 'Z' ? undefined : `${boot}/${fields[18]}`;
}
