// @ts-check
import { createServer } from 'node:http';
import { AckPolicy, jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { DURABLE, readSettings, STREAM, SUBJECT } from './settings.mjs';
import { BareEventStore, BareJournal } from './stores.mjs';

/** @typedef {import('@nats-io/jetstream').JsMsg} Message */
/** As many as the system's own journal takes into one transaction. */
const MESSAGES_AT_ONCE = 200;

/** Messages out of the stream, in bulk into both stores; says over HTTP how many events have come. */
export async function startWriter() {
  const { natsUrl, databaseUrl, dataDir, writerPort } = readSettings();
  const nats = await connect({ servers: natsUrl });
  await makeStream(nats);
  const stores = { journal: await BareJournal.open(databaseUrl), eventStore: await BareEventStore.open(dataDir) };
  const progress = { written: 0 };
  createServer((request, response) => {
    void answer(request.url, stores, progress).then((body) => response.end(JSON.stringify(body)));
  }).listen(writerPort, '127.0.0.1');
  const consumer = await jetstream(nats).consumers.get(STREAM, DURABLE);
  for await (const messages of groups(await consumer.consume({ max_messages: 2 * MESSAGES_AT_ONCE }))) {
    const events = messages.flatMap((message) => /** @type {{ events: import('./stores.mjs').Event[] }} */ (message.json()).events);
    await Promise.all([stores.journal.write(events), stores.eventStore.write(events)]);
    for (const message of messages) message.ack();
    progress.written += events.length;
  }
}

/** @param {import('@nats-io/transport-node').NatsConnection} nats */
async function makeStream(nats) {
  const manager = await jetstreamManager(nats);
  await manager.streams.add({ name: STREAM, subjects: [SUBJECT], retention: RetentionPolicy.Workqueue, storage: StorageType.File });
  await manager.consumers.add(STREAM, { durable_name: DURABLE, ack_policy: AckPolicy.Explicit });
}

/**
 * Counting is cheap while a load runs, and true to the tables when they are asked for.
 * @param {string | undefined} url
 * @param {{ journal: BareJournal, eventStore: BareEventStore }} stores
 * @param {{ written: number }} progress
 */
async function answer(url, { journal, eventStore }, { written }) {
  return url === '/tables' ? { journal: await journal.count(), eventStore: await eventStore.count() } : { written };
}

/**
 * What has come while the last group was written is the next group.
 * @param {AsyncIterable<Message>} messages
 * @returns {AsyncGenerator<Message[]>}
 */
async function* groups(messages) {
  /** @type {Message[]} */
  let waiting = [];
  let wake = () => {};
  void (async () => {
    for await (const message of messages) {
      waiting.push(message);
      wake();
    }
  })();
  for (;;) {
    if (waiting.length === 0) await new Promise((resolve) => (wake = () => resolve(undefined)));
    yield waiting.splice(0, MESSAGES_AT_ONCE);
  }
}
