// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which Linux has at 100 wherever Node runs. */
const TICK_MS = 10;
export const LOAD_GENERATOR = 'load generator';

/**
 * Processor time that processes have taken so far, in milliseconds, with that of their children: PostgreSQL has one per connection.
 * Empty where there is no /proc.
 * @param {ReadonlyMap<string, number | undefined>} pids
 * @returns {Record<string, number>}
 */
export function cpuTimes(pids) {
  const all = processes();
  /** @type {Record<string, number>} */
  const times = { [LOAD_GENERATOR]: ownTime() };
  for (const [name, pid] of pids) {
    const family = all.filter((one) => pid !== undefined && (one.pid === pid || one.parent === pid));
    if (family.length > 0) times[name] = family.reduce((sum, { time }) => sum + time, 0);
  }
  return times;
}

/**
 * @param {Record<string, number>} before
 * @param {Record<string, number>} after
 */
export const cpuSpent = (before, after) =>
  Object.fromEntries(Object.entries(after).map(([name, time]) => [name, Math.max(0, Math.round(time - (before[name] ?? 0)))]));

function ownTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function processes() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the name in brackets, which may itself hold spaces and brackets.
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent = 0, user = 0, system = 0, childUser = 0, childSystem = 0] = [1, 11, 12, 13, 14].map((at) => fields[at] ?? 0);
      return [{ pid: Number(pid), parent, time: (user + system + childUser + childSystem) * TICK_MS }];
    } catch {
      return []; // it ended meanwhile
    }
  });
}
