// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from '../tools/connection.mjs';
import { prepare, requireNode } from '../tools/prepare.mjs';
import { bold, dim, say } from '../tools/terminal.mjs';
import { commitOf, loadAverage, machine } from './machine.mjs';
import { readOptions, USAGE } from './options.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ROW_NAMES = ['intake-batches', 'intake-single', 'acknowledgement', 'visibility', 'reports'];

await runTool(async (onInterrupt) => {
  requireNode();
  const options = readOptions(ROW_NAMES);
  if (!options) return console.log(USAGE);
  if (options.build) await prepare(ROOT);
  // Only now, for they need what `prepare` may just have installed.
  const [{ Stage }, { ROWS }, { inMarkdown, keepResults }] = await Promise.all([
    import('./stage.mjs'),
    import('./rows.mjs'),
    import('./results.mjs'),
  ]);
  const interrupted = new AbortController();
  onInterrupt(() => interrupted.abort());
  const stage = new Stage({ root: ROOT, options, signal: interrupted.signal });
  const commit = commitOf(ROOT);
  say(`${bold('Benchmark')} ${dim(`of ${commit}, load average ${loadAverage()}`)}`);
  try {
    for (const row of ROWS.filter(({ name }) => options.only?.includes(name) ?? true)) await stage.play(row);
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    throw error;
  } finally {
    await stage.clear();
  }
  const run = {
    date: new Date().toISOString(),
    commit,
    machine: machine(),
    servers: stage.servers,
    options,
    rows: Object.fromEntries(stage.finished),
  };
  console.log(`\n${inMarkdown(run)}`);
  if (!options.profile) keepResults(join(ROOT, 'bench'), run);
});
