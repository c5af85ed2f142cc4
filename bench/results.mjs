// @ts-check
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grouped } from '../tools/progress.mjs';

/** @typedef {import('./rows/row.mjs').Finished} Finished */
/** @typedef {import('./rows/row.mjs').Result} Result */
/** @typedef {import('./statistics.mjs').Spread} Spread */
/**
 * @typedef {object} Run
 * @property {string} date
 * @property {string} commit
 * @property {import('./machine.mjs').Machine} machine
 * @property {Record<string, string>} servers
 * @property {import('./options.mjs').Options} options
 * @property {Record<string, Finished>} rows
 */

/**
 * Keeps all numbers as JSON and the table as Markdown; those of a run of some rows beside those of the last whole run.
 * @param {string} folder
 * @param {Run} run
 */
export function keepResults(folder, run) {
  const json = `${JSON.stringify(run, null, 2)}\n`;
  if (run.options.only) return writeFileSync(join(folder, 'results.partial.json'), json);
  writeFileSync(join(folder, 'results.json'), json);
  execFileSync(join(folder, '../node_modules/.bin/oxfmt'), [join(folder, 'results.json')]); // as all that is committed
  writeFileSync(join(folder, 'RESULTS.md'), `# Benchmark\n\n${inMarkdown(run)}\n`);
}

/** @param {Run} run */
export function inMarkdown({ date, commit, machine, servers, options, rows }) {
  const { processor, cores, memoryGb, system, node } = machine;
  const programs = Object.entries({ node, ...servers }).map(([name, version]) => `${name} ${version}`);
  return [
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}; ${programs.join(', ')}; commit ${commit}; ${date}; ${options.rounds} rounds.`,
    'All of it on the one machine, load generator included. Medians, with the least and the greatest of the rounds in brackets.',
    '',
    '| what | ours | reference | ratio | bar | |',
    '|---|---|---|---|---|---|',
    ...Object.values(rows).flatMap(({ results }) => results.map(line)),
    '',
    `Load average before and after: ${Object.entries(rows)
      .map(
        ([
          name,
          {
            loadAverage: { before, after },
          },
        ]) => `${name} ${before} / ${after}`,
      )
      .join(', ')}.`,
  ].join('\n');
}

/** @param {Result} result */
function line({ what, unit, bar = '-', met, ours, reference, ratio, against }) {
  const held = reference ? `${inUnit(reference, unit)}, ${against}` : '-';
  return `| ${[what, inUnit(ours, unit), held, ratio ? spread(ratio, (number) => number.toFixed(2)) : '-', bar, met === undefined ? '' : met ? 'met' : '**missed**'].join(' | ')} |`;
}

/**
 * @param {Spread} values
 * @param {string} unit
 */
const inUnit = (values, unit) => `${spread(values, (number) => (number >= 100 ? grouped(Math.round(number)) : number.toFixed(1)))} ${unit}`;

/**
 * @param {Spread} values
 * @param {(number: number) => string} say
 */
const spread = ({ median, least, greatest }, say) =>
  least === greatest ? say(median) : `${say(median)} (${say(least)} to ${say(greatest)})`;
