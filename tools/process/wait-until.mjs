// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the probe says yes. False when it never did; throws when the signal is aborted.
 * @param {() => boolean | Promise<boolean>} probe
 * @param {{ withinMs: number, everyMs?: number, signal?: AbortSignal | undefined }} patience
 */
export async function waitUntil(probe, { withinMs, everyMs = 50, signal }) {
  const end = Date.now() + withinMs;
  do {
    signal?.throwIfAborted();
    if (await probe()) return true;
    await sleep(everyMs);
  } while (Date.now() < end);
  return false;
}
