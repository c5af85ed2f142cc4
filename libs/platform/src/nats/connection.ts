import { connect, type NatsConnection } from '@nats-io/transport-node';
import { log } from '../telemetry/log.js';

/** The one NATS connection of a process. */
export const NATS = Symbol('nats');

/** Connects and stays connected: waits for a server that is not there yet, comes back to one that went away. */
export async function connectNats(urls: string, name: string): Promise<NatsConnection> {
  const nats = await connect({
    servers: urls.split(',').map((url) => url.trim()),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    pingInterval: 20_000,
  });
  void watch(nats);
  return nats;
}

async function watch(nats: NatsConnection) {
  for await (const { type } of nats.status()) {
    if (type === 'disconnect') log.warn('NATS went away; trying to come back');
    if (type === 'reconnect') log.info('NATS is back');
  }
}
