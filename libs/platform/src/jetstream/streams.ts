import type { Stream } from '@bilten/contracts/kit/fact.js';
import { jetstreamManager, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';

/** Makes the streams, or brings them up to date. Safe for any number of services to do at once. */
export async function ensureStreams(nats: NatsConnection, streams: readonly Stream[], replicas: number) {
  const manager = await jetstreamManager(nats);
  for (const stream of streams) {
    const config = configOf(stream, replicas);
    const known = await manager.streams.info(stream.name).catch(() => undefined);
    if (known) await manager.streams.update(stream.name, config);
    else await manager.streams.add({ name: stream.name, ...config });
  }
}

const configOf = ({ subjects, keeps, maxAgeHours, maxBytes, duplicateWindowSeconds }: Stream, replicas: number) => ({
  subjects: [...subjects],
  retention: keeps === 'work' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
  // A full work stream refuses, so that the client hears 503; a full log lets its oldest go.
  discard: keeps === 'work' ? DiscardPolicy.New : DiscardPolicy.Old,
  storage: StorageType.File,
  max_age: nanos(maxAgeHours * 3_600_000),
  max_bytes: maxBytes,
  duplicate_window: nanos(duplicateWindowSeconds * 1_000),
  num_replicas: replicas,
});
