// @ts-check
import { waitUntil } from '../process/wait-until.mjs';
import { Refusal } from '../terminal.mjs';

const PATIENCE_MS = 90_000;

/**
 * Waits until the gateway says that all services are ready; otherwise says which are not, and the last that they said.
 * @param {{ port: number, lastLines: (name: string) => string[], signal: AbortSignal }} options
 */
export async function untilReady({ port, lastLines, signal }) {
  /** @type {unknown} */
  let report;
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    report = await answer?.json().catch(() => undefined);
    return answer?.status === 200;
  };
  if (await waitUntil(ask, { withinMs: PATIENCE_MS, everyMs: 200, signal })) return;

  const missing = report ? unready(report) : [{ name: 'gateway', why: 'does not answer' }];
  const said = missing.flatMap(({ name }) => lastLines(name).map((line) => `${name}: ${line}`));
  throw new Refusal(
    [
      `Not ready after ${PATIENCE_MS / 1_000} s:`,
      ...missing.map(({ name, why }) => `  - ${name} ${why}`),
      'The last they said:',
      ...said,
    ].join('\n'),
  );
}

/**
 * The parts of a health report that are not ready: `{ ready: false, service | name, detail?, ... }`, at whatever depth.
 * @param {unknown} report
 * @returns {{ name: string, why: string }[]}
 */
export function unready(report) {
  if (typeof report !== 'object' || report === null) return [];
  if (Array.isArray(report)) return report.flatMap(unready);
  const { ready, service, name = service, detail, ...parts } = /** @type {Record<string, unknown>} */ (report);
  const inner = unready(Object.values(parts));
  if (ready !== false || typeof name !== 'string') return inner;
  const reasons = inner.map((part) => `${part.name} ${part.why}`);
  return [{ name, why: reasons.length > 0 ? `waits: ${reasons.join(', ')}` : `is not ready${detail ? ` (${detail})` : ''}` }];
}
