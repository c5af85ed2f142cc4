// @ts-check
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Refusal } from '../terminal.mjs';

/** Below the ports that systems give to outgoing connections: a client that waits for its server cannot take the server's own port. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/**
 * The port of last time if it is free, so that whoever knows the URL finds the server again; otherwise another one.
 * @param {number | undefined} lastTime
 */
export async function choosePort(lastTime) {
  if (lastTime && (await isFree(lastTime, '127.0.0.1'))) return lastTime;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port, '127.0.0.1')) return port;
  }
  throw new Refusal(`No free port was found between ${LOWEST} and ${HIGHEST} on 127.0.0.1.`);
}

/**
 * @param {number} port
 * @param {string} [host]  All addresses when left out.
 * @returns {Promise<boolean>}
 */
export function isFree(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EACCES')
        reject(new Refusal(`Port ${port} needs rights that this user does not have. Choose one above 1023.`));
      else reject(error);
    });
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
