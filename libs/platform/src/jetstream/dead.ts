import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';

/** Keeps a message that cannot be handled, as it came: under `dead.` and its subject, with the error and who gave up on it. */
export async function bury(nats: NatsConnection, message: JsMsg, durable: string, error: unknown) {
  const hdrs = headers();
  hdrs.set('error', oneLine(String(error)));
  hdrs.set('durable', durable);
  await jetstream(nats).publish(`dead.${message.subject}`, message.data, {
    headers: hdrs,
    msgID: `${durable}:${message.info.timestampNanos}:${message.seq}`,
  });
}

/** A header is a line, and not a long one. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 1_000);
