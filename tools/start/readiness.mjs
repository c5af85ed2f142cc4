// @ts-check
import { waitUntil } from '../process/wait-until.mjs';
import { Refusal } from '../terminal.mjs';

const PATIENCE_MS = 90_000;

/**
 * Waits until the gateway says that all services are ready; otherwise says which are not, and the last that they said.
 * @param {{ port: number, services: Map<string, import('../supervisor.mjs').Supervisor>, signal: AbortSignal }} options
 */
export async function untilReady({ port, services, signal }) {
  /** @type {unknown} */
  let report;
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    report = await answer?.json().catch(() => undefined);
    return answer?.status === 200;
  };
  if (await waitUntil(ask, { withinMs: PATIENCE_MS, everyMs: 200, signal })) return;

  const missing = report ? unready(report) : [{ name: 'gateway', why: 'no answer' }];
  const parts = missing.map(({ name, why }) => `  - ${name}: ${why}`);
  const said = missing.flatMap(({ name }) => services.get(name)?.lastLines.map((line) => `${name}: ${line}`) ?? []);
  throw new Refusal(
    [`Not ready after ${PATIENCE_MS / 1_000} s:`, ...parts, ...(said.length ? ['What they said last:'] : []), ...said].join('\n'),
  );
}

/**
 * @typedef {{ ready?: boolean, service?: string, name?: string, detail?: string } & Record<string, unknown>} Health
 *
 * The parts of a health report that are not ready, at whatever depth, each with what it waits for.
 * @param {unknown} report
 * @returns {{ name: string, why: string }[]}
 */
export function unready(report) {
  if (typeof report !== 'object' || report === null) return [];
  if (Array.isArray(report)) return report.flatMap(unready);
  const { ready, service, name = service, detail = 'not ready', ...parts } = /** @type {Health} */ (report);
  const inner = Object.values(parts).flatMap(unready);
  if (ready !== false || !name) return inner;
  return [{ name, why: inner.map((part) => (part.name === name ? part.why : `${part.name}: ${part.why}`)).join(', ') || detail }];
}
