// @ts-check
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { livingPid, writePidFile } from '../process/pid-file.mjs';
import { Refusal } from '../terminal.mjs';

/**
 * Holds the data directory for this process alone. What a killed process has left locked is taken over.
 * @param {string} dataDir
 * @returns {() => void}  Lets it go.
 */
export function lockDataDir(dataDir) {
  mkdirSync(dataDir, { recursive: true });
  const lock = join(dataDir, 'start.pid');
  const mine = `${lock}.${process.pid}`;
  writePidFile(mine, process.pid);
  try {
    if (!tryLink(mine, lock)) {
      const holder = livingPid(lock);
      if (holder)
        throw new Refusal(
          `Bilten already runs on ${dataDir} (process ${holder}).\nStop it first, or give this one a PORT and a BILTEN_DATA_DIR of its own.`,
        );
      rmSync(lock, { force: true });
      if (!tryLink(mine, lock)) throw new Refusal(`Another start has just taken ${dataDir}.`);
    }
  } finally {
    rmSync(mine);
  }
  return () => rmSync(lock, { force: true });
}

/**
 * A link is made whole or not at all, and only by one.
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}
