// @ts-check
import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { fastify } from 'fastify';
import { readSettings, SUBJECT } from './settings.mjs';

/** Parses a body, has the stream acknowledge it, answers 202. */
export async function openDoor() {
  const { natsUrl, doorPort } = readSettings();
  const stream = jetstream(await connect({ servers: natsUrl }));
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, { text: body, json: JSON.parse(/** @type {string} */ (body)) });
  });

  app.post('/batch', async (request, reply) => {
    const { text, json } = /** @type {{ text: string, json: { events: unknown[] } }} */ (request.body);
    await stream.publish(SUBJECT, text);
    return reply.status(202).send({ success: true, data: { accepted: json.events.length } });
  });
  // Nothing behind it: what single events are held against.
  app.post('/event', async (_request, reply) =>
    reply.status(202).send({
      success: true,
      message: 'Activity tracked successfully',
      data: { trackingId: randomUUID(), timestamp: new Date().toISOString() },
    }),
  );
  app.get('/', async () => ({ ready: true }));
  await app.listen({ port: doorPort, host: '127.0.0.1' });
}
