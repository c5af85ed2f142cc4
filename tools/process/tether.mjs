// @ts-check
import { execFileSync } from 'node:child_process';

/** @typedef {{ uid: number, gid: number, capability?: string }} Account */
/** @typedef {{ command: string, args: string[], uid?: number, gid?: number }} CommandLine */

/**
 * The command line that runs this command so that it does not outlive the process that starts it, and as another user where one is given.
 * util-linux' `setpriv`, part of every Debian, asks the kernel for both; without it only the user changes, and what is left behind is
 * found by its pid file at the next start.
 * @param {{ command: string, args: string[], account?: Account | undefined }} program
 * @param {NodeJS.Signals} signal  What the kernel sends when the parent is gone.
 * @returns {CommandLine}
 */
export function tether({ command, args, account }, signal) {
  if (!hasSetpriv()) return { command, args, ...(account && { uid: account.uid, gid: account.gid }) };
  const flags = [`--pdeathsig=${signal.replace('SIG', '')}`, ...(account ? accountFlags(account) : [])];
  return { command: 'setpriv', args: [...flags, '--', command, ...args] };
}

/** @param {Account} account */
function accountFlags({ uid, gid, capability }) {
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  if (!capability) return flags;
  // no_setuid_fixup: otherwise access(2), which PostgreSQL calls on its own files, takes no notice of the capability.
  return [...flags, '--securebits=+no_setuid_fixup', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
}

/** @type {boolean | undefined} */
let setprivWorks;

export function hasSetpriv() {
  setprivWorks ??= process.platform === 'linux' && succeeds('setpriv', ['--pdeathsig=TERM', 'true']);
  return setprivWorks;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
