// @ts-check

/** @typedef {{ median: number, least: number, greatest: number }} Spread */

/**
 * The smallest value that this share of all values does not exceed (nearest rank).
 * @param {ArrayLike<number>} values
 * @param {number} share  0 to 1.
 */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** @param {ArrayLike<number>} values */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export const spreadOf = (values) => ({ median: median(values), least: Math.min(...values), greatest: Math.max(...values) });

/** @typedef {{ count: number, p50: number, p99: number, longest: number }} Latency  In milliseconds. */

/**
 * @param {ArrayLike<number>} latencies
 * @returns {Latency}
 */
export const latencyOf = (latencies) => ({
  count: latencies.length,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
  longest: percentile(latencies, 1),
});
