import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '@bilten/contracts/kit/fact.js';
import { FACTS } from '@bilten/contracts/tracking/streams.js';
import { jetstream } from '@nats-io/jetstream';
import { DataSource } from 'typeorm';
import type { TestService } from './test-service.js';

const PATIENCE_MS = 10_000;

/** Every fact of this kind that the stream holds, in its order, once the service's outbox has nothing more to tell. */
export async function toldFacts<T extends object>({ nats, running }: TestService, { subject }: Fact<T>): Promise<T[]> {
  await emptied(running.app.get(DataSource));
  const consumer = await jetstream(nats).consumers.get(FACTS.name, { filter_subjects: subject });
  const { num_pending: count } = await consumer.info();
  const told: T[] = [];
  if (count > 0) for await (const message of await consumer.fetch({ max_messages: count })) told.push(message.json<T>());
  return told;
}

async function emptied(db: DataSource) {
  for (const start = Date.now(); ; await sleep(10)) {
    const [{ waiting }] = await db.query('select count(*)::int as waiting from outbox');
    if (waiting === 0) return;
    if (Date.now() - start > PATIENCE_MS) throw new Error(`${waiting} fact(s) are still in the outbox`);
  }
}
