// @ts-check
import { waitUntil } from '../process/wait-until.mjs';
import { Refusal } from '../terminal.mjs';

const MOST_DEATHS = 5;

/**
 * Waits until a server answers; ends it and says why when it does not.
 * @param {import('../supervisor.mjs').Supervisor} server
 * @param {{ probe: () => Promise<boolean>, withinMs: number, signal?: AbortSignal | undefined }} patience
 */
export async function whenReady(server, { probe, withinMs, signal }) {
  try {
    const ready = await waitUntil(
      async () => {
        if (server.deaths >= MOST_DEATHS) throw refusal(server, `ended ${MOST_DEATHS} times right after its start`);
        return await probe();
      },
      { withinMs, signal },
    );
    if (!ready) throw refusal(server, `did not answer within ${withinMs / 1_000} s`);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * @param {import('../supervisor.mjs').Supervisor} server
 * @param {string} problem
 */
const refusal = ({ program, lastLines }, problem) => new Refusal([`${program.name} ${problem}. It said last:`, ...lastLines].join('\n'));
