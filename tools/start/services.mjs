// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Supervisor } from '../supervisor.mjs';
import { say, yellow } from '../terminal.mjs';

/** Every service, each a process of its own. The gateway is the door: it closes first. */
export const SERVICES = ['identity', 'tracking', 'analytics', 'commerce', 'community', 'gateway'];

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv, port: number, onLine: import('../supervisor.mjs').OnLine }} options
 * @returns {Map<string, Supervisor>}
 */
export function startServices({ root, env, port, onLine }) {
  /** @type {Map<string, Supervisor>} */
  const services = new Map();
  for (const name of SERVICES) {
    const main = join(root, 'apps', name, 'dist/main.js');
    if (!existsSync(main)) {
      say(`${yellow('!')} ${name} is left out: apps/${name}/dist/main.js does not exist.`);
      continue;
    }
    const own = name === 'gateway' ? { PORT: String(port) } : { PORT: undefined };
    services.set(
      name,
      new Supervisor({
        name,
        command: process.execPath,
        args: ['--enable-source-maps', main],
        cwd: root,
        env: { ...env, ...own },
        ipc: true,
        onLine,
      }),
    );
  }
  return services;
}
