import type { Stream } from '@bilten/contracts/kit/fact.js';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectNats } from '../nats/connection.js';
import { startLog } from '../telemetry/log.js';
import { TestNats } from '../testing/nats.js';
import { ensureStreams } from './streams.js';
import { freeStranded, repeatUpTo } from './stranded.js';

const WORK: Stream = {
  name: 'WORK',
  subjects: ['work.>'],
  keeps: 'work',
  maxAgeHours: 0,
  maxBytes: 1024 ** 3,
  duplicateWindowSeconds: 120,
};

let server: TestNats;
let nats: NatsConnection;
beforeAll(async () => {
  startLog('test', 'silent');
  server = await TestNats.start();
  nats = await connectNats(server.url, 'test');
});
afterAll(async () => {
  await nats.close();
  await server.stop();
});
beforeEach(async () => {
  const { streams } = await jetstreamManager(nats);
  await streams.delete(WORK.name).catch(() => false);
  await ensureStreams(nats, [WORK], 1);
  for (let n = 1; n <= 5; n += 1) await jetstream(nats).publish(`work.${n}`, `payload ${n}`);
});

async function held() {
  const { streams } = await jetstreamManager(nats);
  const { state } = await streams.info(WORK.name);
  const messages: [number, string, string][] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await streams.getMessage(WORK.name, { seq }).catch(() => null);
    if (message) messages.push([message.seq, message.subject, message.string()]);
  }
  return messages;
}

it('puts messages up to a sequence at the end of the stream, as they are, and touches no other', async () => {
  expect(await repeatUpTo(nats, WORK.name, 3)).toBe(3);
  expect(await held()).toEqual([
    [4, 'work.4', 'payload 4'],
    [5, 'work.5', 'payload 5'],
    [6, 'work.1', 'payload 1'],
    [7, 'work.2', 'payload 2'],
    [8, 'work.3', 'payload 3'],
  ]);
  expect(await repeatUpTo(nats, WORK.name, 3)).toBe(0);
});

it('finds them among gaps, and none twice when two look at once', async () => {
  const { streams } = await jetstreamManager(nats);
  await streams.deleteMessage(WORK.name, 2);
  await Promise.allSettled([repeatUpTo(nats, WORK.name, 3), repeatUpTo(nats, WORK.name, 3)]);
  await repeatUpTo(nats, WORK.name, 3);
  expect((await held()).map(([, , payload]) => payload).toSorted()).toEqual(['payload 1', 'payload 3', 'payload 4', 'payload 5']);
});

it('leaves alone what waits and what is being worked on', async () => {
  const { consumers } = await jetstreamManager(nats);
  await consumers.add(WORK.name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit });
  const messages = await (await jetstream(nats).consumers.get(WORK.name, 'worker')).fetch({ max_messages: 3, expires: 1_000 });
  for await (const message of messages) if (message.seq === 1) await message.ackAck();
  expect(await freeStranded(nats, WORK.name, 'worker')).toBe(0);
  expect((await held()).map(([seq]) => seq)).toEqual([2, 3, 4, 5]);
});
