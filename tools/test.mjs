// @ts-check
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies, requireNode } from './prepare.mjs';
import { tether } from './process/tether.mjs';
import { natsBinary } from './servers/nats-binary.mjs';
import { bold, dim, giveUp, green, red, say, secondsSince } from './terminal.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const TEST_ARGUMENTS = process.argv.slice(2);

/** In this order; all of them run, whatever fails. @type {[title: string, run: () => Promise<Tally>][]} */
const STEPS = [
  ['Format', () => tool('oxfmt', '--check')],
  ['Lint', () => tool('oxlint', '--deny-warnings')],
  ['Types and build', () => tool('tsc', '-b', '.', 'tools')],
  ['Tests', vitest],
];

async function main() {
  const prepared = await step('Preparation', prepare);
  const steps = TEST_ARGUMENTS.length > 0 ? STEPS.slice(-1) : STEPS;
  const tallies = [];
  for (const [title, run] of prepared.failed ? [] : steps) tallies.push(await step(title, run));
  conclude(prepared.failed ? [prepared] : tallies);
}

/** What the tests need on this machine. Building is a step of its own. */
async function prepare() {
  requireNode();
  await installDependencies(ROOT);
  await natsBinary();
  return PASSED;
}

/**
 * @param {string} title
 * @param {() => Promise<Tally>} run
 */
async function step(title, run) {
  say(`\n  ${bold(title)}`);
  const since = Date.now();
  const tally = await run().catch((error) => {
    say(`${red('✗')} ${error.message}`);
    return FAILED;
  });
  say(`${tally.failed ? red('✗ failed') : green('✓ passed')} ${dim(secondsSince(since))}`);
  return tally;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
const tool = async (name, ...args) => ((await run(name, args)) === 0 ? PASSED : FAILED);

/** The tests count one by one. */
async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'bilten-results-'));
  const results = join(folder, 'results.json');
  try {
    const code = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...TEST_ARGUMENTS]);
    return tallyOf(JSON.parse(readFileSync(results, 'utf8')), code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A file that cannot be loaded has no tests to fail, so it counts itself; an error outside of any test counts as one.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} results
 * @param {number | null} code
 * @returns {Tally}
 */
function tallyOf({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }, code) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  );
  const failed = numFailedTests + unloaded.length;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
}

/**
 * @param {string} name  Of a command that the dependencies bring.
 * @param {string[]} args
 * @returns {Promise<number | null>}
 */
function run(name, args) {
  const line = tether({ command: join(ROOT, 'node_modules/.bin', name), args }, 'SIGTERM');
  return new Promise((resolve, reject) => {
    const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
    const child = spawn(line.command, line.args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** @param {Tally[]} tallies */
function conclude(tallies) {
  const sum = (/** @type {keyof Tally} */ kind) => tallies.reduce((total, tally) => total + tally[kind], 0);
  const skipped = sum('skipped') ? `, ${sum('skipped')} skipped` : '';
  process.exitCode = sum('failed') ? 1 : 0;
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
}

main().catch(giveUp);
