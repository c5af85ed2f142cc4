// @ts-check
import { parseArgs } from 'node:util';
import { CONNECTION_OPTIONS, Connection, inBatches, readConnection, runTool, sendInOrder, wholeOption } from './connection.mjs';
import { DemoTraffic } from './demo/model.mjs';
import { DemoSummary } from './demo/summary.mjs';
import { Progress, Tally, grouped } from './progress.mjs';

const USAGE = `npm run demo -- [options]

Fills a running system with realistic traffic of an events platform. The same demo again adds nothing.

  --visitors N         how many (2000)
  --days N             over how many days until now (30)
  --seed N             another number, other traffic (1)
  --url URL            the gateway (this installation: http://127.0.0.1:3000)
  --key KEY            an API key with tracking:write; else BILTEN_API_KEY, else the key of this installation
  --concurrency N      requests side by side (4)
  --patience SECONDS   how long to try without any success (120)`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      ...CONNECTION_OPTIONS,
      visitors: { type: 'string', default: '2000' },
      days: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    visitors: wholeOption('visitors', values.visitors, { max: 100_000_000 }),
    days: wholeOption('days', values.days, { max: 3_650 }),
    seed: wholeOption('seed', values.seed, { min: 0 }),
    ...readConnection(values),
  };
}

/**
 * One visitor after the other, so that any number of them takes the same memory.
 * @param {DemoTraffic} traffic
 * @param {number} visitors
 * @param {DemoSummary} summary
 */
async function* eventsOf(traffic, visitors, summary) {
  for (let index = 0; index < visitors; index += 1) {
    const events = traffic.visitor(index);
    summary.add(events);
    yield events.map((event) => ({ event, mark: index + 1 }));
  }
}

await runTool(async (onInterrupt) => {
  const options = readOptions();
  if (!options) return console.log(USAGE);
  const stopped = new AbortController();
  onInterrupt(() => stopped.abort());
  const connection = new Connection({ ...options, signal: stopped.signal });
  const [tally, progress, summary] = [new Tally(), new Progress({ unit: 'events' }), new DemoSummary()];
  const traffic = new DemoTraffic({ ...options, until: Date.now() });
  try {
    for await (const { batch, answer } of sendInOrder(
      inBatches(eventsOf(traffic, options.visitors, summary)),
      connection,
      options.concurrency,
    )) {
      tally.add(answer);
      progress.show({ share: batch.mark / options.visitors, done: tally.sum, tally });
    }
  } catch (error) {
    progress.end();
    console.log(`Stopped: ${tally}. The same command sends the rest.`);
    if (stopped.signal.aborted) return 130;
    throw error;
  } finally {
    stopped.abort();
  }
  progress.end();
  console.log(`${summary}`);
  console.log(`${grouped(summary.events)} events ${tally.sum === summary.events ? '=' : 'ARE NOT'} ${tally}`);
  console.log(
    `${progress.seconds.toFixed(1)} s, ${grouped(Math.round(tally.sum / progress.seconds))} events/s; ${grouped(connection.retries)} requests sent again`,
  );
  return tally.sum === summary.events && tally.rejections === 0 ? 0 : 1;
});
