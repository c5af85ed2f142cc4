// @ts-check
import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { hotFunctions } from './hot-functions.mjs';

const WRITTEN_AFTER_MS = 3_000;
/** Below this, what a process does is not worth a list. */
const IDLE_SHARE = 0.05;

/** Profiles of the processes under load, in a folder that is left to be looked at. */
export class Profiling {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
    this.folder = join(root, 'bench/profiles');
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  /** What a process needs in its environment to be profiled. */
  get env() {
    return { NODE_OPTIONS: `--import=${join(this.root, 'bench/profile/record.mjs')}`, BENCH_PROFILE_DIR: this.folder };
  }

  /**
   * Starts all profiles, or ends them.
   * @param {Iterable<number | undefined>} pids  Of Node processes that run with that environment.
   */
  toggle(pids) {
    for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGUSR2');
  }

  /** @param {(line: string) => void} tell */
  async report(tell) {
    await sleep(WRITTEN_AFTER_MS);
    for (const { process, busyMs, totalMs, itself, charged } of hotFunctions(this.folder)) {
      tell(`${process}: busy ${Math.round(busyMs)} of ${Math.round(totalMs)} ms`);
      if (busyMs < IDLE_SHARE * totalMs) continue;
      for (const [title, hot] of /** @type {const} */ ([
        ['by function', itself],
        ['charged to our own', charged],
      ])) {
        tell(`  ${title}`);
        for (const { name, ms, share } of hot)
          tell(`  ${(100 * share).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${name}`);
      }
    }
  }
}
