import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore } from '../event-store/event-store.js';
import { EventWriter } from '../event-store/event-writer.js';

/** A real event store in a directory of its own. A process has room for one, so a test file opens it once and empties it between cases. */
export interface TestStore {
  readonly path: string;
  readonly store: EventStore;
  readonly writer: EventWriter;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestStore(): Promise<TestStore> {
  const path = await mkdtemp(join(tmpdir(), 'bilten-events-'));
  const store = await EventStore.open({ path });
  const close = async () => {
    await store.close();
    await rm(path, { recursive: true, force: true });
  };
  return { path, store, writer: new EventWriter(store), empty: () => store.command('truncate table events'), close };
}
