// @ts-check

/** @typedef {import('../options.mjs').Options} Options */
/** @typedef {import('../statistics.mjs').Spread} Spread */

/**
 * What a row works with.
 * @typedef {object} Bench
 * @property {string} root
 * @property {Options} options
 * @property {AbortSignal} signal
 * @property {() => Promise<Pair>} pair  The system and the bare pipe side by side, started when first asked for.
 * @property {(dataDir: string) => Promise<import('../system/installation.mjs').Installation>} installation  A whole system on this folder.
 * @property {() => Promise<void>} clear  Stops what earlier rows have started.
 * @property {(name: string) => string} folder  An empty folder that goes away in the end.
 * @property {<Result>(work: () => Promise<Result>) => Promise<Result>} profiled  Says where the time of the work goes, when that was asked for.
 * @property {(line: string) => void} tell
 * @property {Map<string, Finished>} finished  The rows measured so far in this run.
 */
/**
 * @typedef {object} Pair
 * @property {import('../system/installation.mjs').Installation} system
 * @property {import('../system/bare-pipe.mjs').BarePipe} bare
 */
/**
 * One line of the table.
 * @typedef {object} Result
 * @property {string} what
 * @property {string} unit
 * @property {string} [bar]  What it must reach, in words; nothing where the number only explains another.
 * @property {boolean} [met]
 * @property {Spread} ours
 * @property {Spread} [reference]
 * @property {Spread} [ratio]  Ours over the reference, round by round.
 * @property {string} [against]  What the reference is.
 */
/** @typedef {{ results: Result[], rounds: unknown[], loadAverage: { before: number, after: number }, seconds: number }} Finished */
/** @typedef {{ name: string, measure: (bench: Bench) => Promise<Pick<Finished, 'results' | 'rounds'>> }} Row */

/**
 * Measures ours and the reference in turn, again and again.
 * @template Ours, Reference
 * @param {number} rounds
 * @param {{ ours: (round: number) => Promise<Ours>, reference: (round: number) => Promise<Reference>, tell: (round: number, ours: Ours, reference: Reference) => void }} sides
 */
export async function sideBySide(rounds, { ours, reference, tell }) {
  const measured = [];
  for (let round = 1; round <= rounds; round += 1) {
    const pair = { ours: await ours(round), reference: await reference(round) };
    tell(round, pair.ours, pair.reference);
    measured.push(pair);
  }
  return measured;
}

/** @param {number} number */
export const rounded = (number) => (Math.abs(number) >= 100 ? Math.round(number) : Math.round(number * 100) / 100);
