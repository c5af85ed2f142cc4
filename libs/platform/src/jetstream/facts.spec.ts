import { defineFacts } from '@bilten/contracts/kit/fact.js';
import { Text } from '@bilten/contracts/kit/fields.js';
import { DEAD } from '@bilten/contracts/tracking/streams.js';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { Controller, Module } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { currentContext } from '../context/context.js';
import { type Delivery, On, Poison } from '../contracts/handle.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import { ensureStreams } from './streams.js';

class Word {
  @Text() word: string;
}
const { wordSaid } = defineFacts('probe', { wordSaid: Word });

interface Heard extends Delivery {
  readonly word: string;
  readonly caller: unknown;
  readonly traceId: string;
}
const heard: Heard[] = [];
let react: (fact: Word, delivery: Delivery) => Promise<void>;

@Controller()
class Listener {
  @On(wordSaid, 'probe-words')
  hear(fact: Word, delivery: Delivery) {
    const { caller, traceId } = currentContext();
    heard.push({ word: fact.word, ...delivery, caller, traceId });
    return react(fact, delivery);
  }
}
@Module({ controllers: [Listener] })
class ListenerModule {}

let service: TestService;
beforeAll(async () => {
  service = await startTestService('probe', ListenerModule);
});
afterAll(() => service?.stop());
beforeEach(() => {
  heard.length = 0;
  react = () => Promise.resolve();
});

const publish = (payload: string, id: string) => {
  const hdrs = headers();
  hdrs.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  return jetstream(service.nats, { timeout: 500 }).publish(wordSaid.subject, payload, { msgID: id, headers: hdrs });
};
const say = (word: string, id = word) => publish(JSON.stringify({ word }), id);
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const words = () => heard.map(({ word }) => word);
const buried = async () => {
  const { streams } = await jetstreamManager(service.nats);
  const message = await streams.getMessage(DEAD.name, { last_by_subj: `dead.${wordSaid.subject}` });
  return message && { payload: message.string(), error: message.header.get('error'), durable: message.header.get('durable') };
};

it('hands over each fact once, in order, with its id, its trace, and in the name of the listener', async () => {
  for (const word of ['one', 'two', 'two', 'three']) await say(word);
  await soon(() => expect(words()).toEqual(['one', 'two', 'three']));
  expect(heard[0]).toMatchObject({
    id: 'one',
    attempt: 1,
    caller: { kind: 'service', id: 'probe-words' },
    traceId: '0af7651916cd43dd8448eb211c80319c',
  });
});

it('brings a fact again until it is handled, under the same id', async () => {
  react = (_fact, { attempt }) => (attempt < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve());
  await say('again');
  await soon(() =>
    expect(heard.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['again', 1],
      ['again', 2],
      ['again', 3],
    ]),
  );
});

it('lets others pass while one waits for its next try', async () => {
  react = ({ word }, { attempt }) => (word === 'slow' && attempt === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve());
  await Promise.all([say('slow'), say('quick')]);
  await soon(() => expect(words()).toEqual(['slow', 'quick', 'slow']));
});

it('buries poison at once, whole, with the error', async () => {
  react = () => Promise.reject(new Poison('never,\nnever'));
  await say('poison');
  await soon(async () =>
    expect(await buried()).toEqual({ payload: '{"word":"poison"}', error: 'Poison: never, never', durable: 'probe-words' }),
  );
  expect(words()).toEqual(['poison']);
});

it('buries what is not JSON without asking anybody', async () => {
  await publish('not JSON', 'not JSON');
  await soon(async () => expect(await buried()).toMatchObject({ payload: 'not JSON' }));
  expect(heard).toEqual([]);
});

it('goes on when it cannot even bury, and buries later', async () => {
  const { streams } = await jetstreamManager(service.nats);
  await streams.delete(DEAD.name);
  react = ({ word }) => (word === 'unburied' ? Promise.reject(new Poison('never')) : Promise.resolve());
  await say('unburied');
  await say('next');
  await soon(() => expect(words()).toContain('next'));
  await ensureStreams(service.nats, [DEAD], 1);
  await soon(async () => expect(await buried()).toMatchObject({ payload: '{"word":"unburied"}' }));
});

it('comes back with NATS', async () => {
  await service.server.kill();
  await service.server.revive();
  await soon(() => say('back'));
  await soon(() => expect(words()).toEqual(['back']));
});
