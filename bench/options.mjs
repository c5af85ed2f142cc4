// @ts-check
import { parseArgs } from 'node:util';
import { wholeOption } from '../tools/connection.mjs';
import { Refusal } from '../tools/terminal.mjs';

export const USAGE = `npm run bench -- [options]

Measures this system and, beside it in the same run, what each number is held against. Starts and stops all that it needs, on free ports
and in a temporary folder. Writes bench/results.json and bench/RESULTS.md.

  --only A,B           only these rows; their numbers go to bench/results.partial.json
  --rounds N           how often each pair is measured (3)
  --events N           events per round of intake-batches (100000)
  --seconds N          how long a round under a steady load takes (10)
  --report-events N    events in the event store that the reports are asked of (1000000)
  --no-build           takes what is built already
  --profile            also says in which functions of which process the time goes; such a run is slower, and its results are not written`;

/**
 * @typedef {object} Options
 * @property {string[] | undefined} only
 * @property {number} rounds
 * @property {number} events
 * @property {number} seconds
 * @property {number} reportEvents
 * @property {boolean} build
 * @property {boolean} profile
 */

/**
 * @param {readonly string[]} rowNames
 * @returns {Options | undefined}  Nothing when only the usage was asked for.
 */
export function readOptions(rowNames) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      events: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '10' },
      'report-events': { type: 'string', default: '1000000' },
      'no-build': { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only?.split(',').map((name) => name.trim());
  const unknown = only?.find((name) => !rowNames.includes(name));
  if (unknown !== undefined) throw new Refusal(`There is no row "${unknown}"; there are ${rowNames.join(', ')}.`);
  return {
    only,
    rounds: wholeOption('rounds', values.rounds, { max: 100 }),
    events: wholeOption('events', values.events, { min: 1_000, max: 10_000_000 }),
    seconds: wholeOption('seconds', values.seconds, { max: 3_600 }),
    reportEvents: wholeOption('report-events', values['report-events'], { min: 10_000, max: 100_000_000 }),
    build: !values['no-build'],
    profile: values.profile,
  };
}
