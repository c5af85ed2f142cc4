import type { Stream } from '@bilten/contracts/kit/fact.js';
import { jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { connectNats } from '../nats/connection.js';
import { startLog } from '../telemetry/log.js';
import { TestNats } from '../testing/nats.js';
import { BatchConsumer, type BatchOptions } from './batches.js';
import { ensureStreams } from './streams.js';

const WORK: Stream = {
  name: 'WORK',
  subjects: ['work.>'],
  keeps: 'work',
  maxAgeHours: 0,
  maxBytes: 1024 ** 3,
  duplicateWindowSeconds: 120,
};
const OPTIONS: BatchOptions = { stream: WORK.name, durable: 'worker', maxMessages: 5, maxBytes: 1_000, lingerMs: 20 };

let server: TestNats;
let nats: NatsConnection;
let consumers: BatchConsumer[] = [];

beforeAll(async () => {
  startLog('test', 'silent');
  server = await TestNats.start();
  nats = await connectNats(server.url, 'test');
  await ensureStreams(nats, [WORK], 1);
});
afterAll(async () => {
  await nats.close();
  await server.stop();
});
afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  consumers = [];
  await (await jetstreamManager(nats)).streams.purge(WORK.name);
});

async function consume(handle: (words: string[]) => Promise<void> | void, options: Partial<BatchOptions> = {}) {
  const consumer = new BatchConsumer(nats, { ...OPTIONS, ...options }, async (messages: readonly JsMsg[]) =>
    handle(messages.map((message) => message.string())),
  );
  consumers.push(consumer);
  await consumer.start();
  return consumer;
}
const publish = async (words: readonly string[]) => {
  for (const word of words) await jetstream(nats, { timeout: 500 }).publish('work.word', word);
};
const numbered = (count: number, prefix = '') => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const left = async () => (await (await jetstreamManager(nats)).streams.info(WORK.name)).state.messages;
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

it('hands over what is there in order, in batches of the size that was asked for', async () => {
  const batches: string[][] = [];
  await publish(numbered(12));
  await consume((words) => void batches.push(words));
  await soon(() => expect(batches.flat()).toEqual(numbered(12)));
  expect(Math.max(...batches.map(({ length }) => length))).toBe(5);
  await soon(async () => expect(await left()).toBe(0));
});

it('closes a batch when it has enough bytes, and takes a large message alone', async () => {
  const batches: string[][] = [];
  const [small, large] = ['s'.repeat(600), 'l'.repeat(5_000)];
  await publish([small, small, small, large, small]);
  await consume((words) => void batches.push(words));
  await soon(() => expect(batches.flat()).toHaveLength(5));
  for (const batch of batches) expect(batch.slice(0, -1).join('').length).toBeLessThan(1_000);
});

it('does not wait for company that does not come', async () => {
  const batches: string[][] = [];
  await consume((words) => void batches.push(words));
  await publish(['alone']);
  await soon(() => expect(batches).toEqual([['alone']]));
});

it('hands over the same batch until it is handled, and acknowledges nothing before', async () => {
  const tries: string[][] = [];
  const leftAtTry: number[] = [];
  await publish(numbered(3));
  await consume(async (words) => {
    tries.push(words);
    leftAtTry.push(await left());
    if (tries.length < 3) throw new Error('not yet');
  });
  await soon(async () => expect(await left()).toBe(0));
  expect(tries).toEqual([numbered(3), numbered(3), numbered(3)]);
  expect(leftAtTry).toEqual([3, 3, 3]);
});

it('skips nothing, however often it fails, with any number of workers', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      async (count, workers, failures) => {
        const words = numbered(count, `run ${run++}: `);
        const handled: string[] = [];
        const toFail = [...failures];
        const working = await Promise.all(
          Array.from({ length: workers }, () =>
            consume(
              (some) => {
                if (toFail.pop()) throw new Error('not yet');
                handled.push(...some);
              },
              { lingerMs: 1 },
            ),
          ),
        );
        await publish(words);
        await soon(async () => expect(await left()).toBe(0));
        expect(handled.toSorted()).toEqual(words.toSorted());
        await Promise.all(working.map((consumer) => consumer.stop()));
      },
    ),
    { numRuns: 8 },
  );
});

it('ends when asked to: finishes the batch at hand and leaves the rest to others', async () => {
  const handled: string[] = [];
  let finish = () => {};
  const mayFinish = new Promise<void>((resolve) => (finish = resolve));
  let begun = false;
  await publish(numbered(12));
  const consumer = await consume(async (words) => {
    begun = true;
    await mayFinish;
    handled.push(...words);
  });
  await vi.waitUntil(() => begun);
  const stopped = consumer.stop();
  finish();
  await stopped;
  expect(handled).toEqual(numbered(5));
  await soon(async () => expect(await left()).toBe(7));
});

it('ends when asked to before it has begun', async () => {
  const consumer = await consume(() => {});
  await expect(consumer.stop()).resolves.toBeUndefined();
});

it('ends when asked to while its work fails', async () => {
  await publish(numbered(2));
  let tries = 0;
  const consumer = await consume(() => {
    tries++;
    throw new Error('never');
  });
  await vi.waitUntil(() => tries > 0);
  await consumer.stop();
  expect(await left()).toBe(2);
});

it('says how much waits', async () => {
  let free = () => {};
  const blocked = new Promise<void>((resolve) => (free = resolve));
  const consumer = await consume(() => blocked);
  await publish(numbered(7));
  await soon(async () => expect(await consumer.lag()).toBe(7));
  free();
  await soon(async () => expect(await consumer.lag()).toBe(0));
});

it('comes back with NATS and misses nothing', async () => {
  const handled = new Set<string>();
  await consume((words) => words.forEach((word) => handled.add(word)));
  await publish(numbered(5, 'before '));
  await server.kill();
  await server.revive();
  await soon(() => publish(numbered(5, 'after ')));
  await soon(() => expect([...handled].toSorted()).toEqual([...numbered(5, 'after '), ...numbered(5, 'before ')]));
});
