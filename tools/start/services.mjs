// @ts-check
import { join } from 'node:path';
import { Supervisor } from '../supervisor.mjs';

/** Every service, each a process of its own. The gateway is the door: it closes first. */
export const SERVICES = ['identity', 'tracking', 'analytics', 'commerce', 'community', 'gateway'];

/** A larger nursery for young objects: what a batch of events leaves behind is collected in one cheap sweep. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'];

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv, port: number, onLine: import('../supervisor.mjs').OnLine }} options
 * @returns {Map<string, Supervisor>}
 */
export function startServices({ root, env, port, onLine }) {
  /** @type {Map<string, Supervisor>} */
  const services = new Map();
  for (const name of SERVICES) {
    const main = join(root, 'apps', name, 'dist/main.js');
    // Ports are for one process each.
    const own = { HEALTH_PORT: undefined, PORT: name === 'gateway' ? String(port) : undefined };
    services.set(
      name,
      new Supervisor({
        name,
        command: process.execPath,
        args: [...NODE_FLAGS, main],
        cwd: root,
        env: { ...env, ...own },
        ipc: true,
        onLine,
      }),
    );
  }
  return services;
}
