// @ts-check
/**
 * Preloaded into a process that is to be profiled: SIGUSR2 starts a CPU profile, the next one ends it and writes it to the folder that
 * BENCH_PROFILE_DIR names. So a profile holds the load and not the start.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { basename, dirname, join } from 'node:path';

const session = new Session();
session.connect();
let recording = false;

process.on('SIGUSR2', () => {
  recording = !recording;
  void (recording ? start() : stop());
});

async function start() {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
}

async function stop() {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(join(process.env['BENCH_PROFILE_DIR'] ?? '.', `${nameOfProcess()}.cpuprofile`), JSON.stringify(profile));
}

/** `tracking` for apps/tracking/dist/main.js, `bare-pipe-door` for bare-pipe.mjs door. */
function nameOfProcess() {
  const [, main = 'node', role] = process.argv;
  return basename(main) === 'main.js' ? basename(dirname(dirname(main))) : [basename(main, '.mjs'), role].filter(Boolean).join('-');
}
