import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** Messages of one look; the next look finds the rest. */
const AT_ONCE = 1_000;

/**
 * After it was killed, a nats-server may hold messages of a work stream that its consumer takes for acknowledged: it neither delivers
 * nor removes them. Puts them at the end of the stream again, where they are delivered as any other; who handles them must be
 * used to repetition. Gives back how many.
 */
export async function freeStranded(nats: NatsConnection, stream: string, durable: string): Promise<number> {
  const { consumers } = await jetstreamManager(nats);
  const { ack_floor } = await consumers.info(stream, durable);
  return repeatUpTo(nats, stream, ack_floor.stream_seq);
}

/** Puts what the stream still holds up to this sequence at its end. A repetition that is interrupted is repeated under the same id. */
export async function repeatUpTo(nats: NatsConnection, stream: string, last: number): Promise<number> {
  const { streams } = await jetstreamManager(nats);
  const { state } = await streams.info(stream);
  let repeated = 0;
  for (let seq = state.first_seq; seq <= last && repeated < AT_ONCE; seq += 1) {
    const message = await streams.getMessage(stream, { seq, next_by_subj: '>' } as { seq: number });
    if (!message || message.seq > last) break;
    await jetstream(nats).publish(message.subject, message.data, { msgID: `stranded:${message.seq}:${message.timestamp}` });
    await streams.deleteMessage(stream, message.seq, false);
    seq = message.seq;
    repeated += 1;
  }
  return repeated;
}
