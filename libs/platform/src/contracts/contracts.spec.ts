import { setTimeout as sleep } from 'node:timers/promises';
import { anyone, type Caller, services, signedIn } from '@bilten/contracts/kit/access.js';
import { type Api, defineService, list } from '@bilten/contracts/kit/contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { Anything, Id, Optional, Text, Whole } from '@bilten/contracts/kit/fields.js';
import { headers } from '@nats-io/transport-node';
import { Controller, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentContext, newContext, runIn } from '../context/context.js';
import { Seal } from '../context/seal.js';
import { aUser, nobody, startTestService, TEST_SECRET, type TestService } from '../testing/test-service.js';
import { clientOf, ContractCaller } from './client.js';
import { Handle } from './handle.js';
import { CALLS_HEADER, type Reply } from './wire.js';

class Ask {
  @Text({ max: 100_000 }) text: string;
  @Optional() @Whole() times?: number;
}
class AskAnything {
  @Anything() text: unknown;
}
class Said {
  @Text() text: string;
  @Id() by: string;
}
const echo = defineService('probe.echo', {
  say: { summary: '', access: signedIn(), request: Ask, response: Said },
  sayBundled: { summary: '', access: anyone, request: Ask, response: Said, bundled: true, faults: { silence: 'conflict' } },
  sayMuch: { summary: '', access: anyone, request: Ask, response: list(Said) },
  sayUnjudged: { summary: '', access: anyone, request: AskAnything, response: Said, judgedByHandler: true },
  break: { summary: '', access: anyone, request: Ask, response: Said },
  stall: { summary: '', access: anyone, request: Ask, response: Said, deadlineMs: 100 },
  inside: { summary: '', access: services, request: Ask, response: Said },
});
const absent = defineService('absent.echo', { say: { summary: '', access: anyone, request: Ask, response: Said, deadlineMs: 10_000 } });

const said = ({ text }: Ask) => {
  const { caller } = currentContext();
  return { text, by: caller.kind === 'nobody' ? 'nobody' : caller.id, secret: 'stays here' };
};

@Controller()
class EchoController implements Api<typeof echo> {
  @Handle(echo.say)
  say(ask: Ask) {
    return Promise.resolve(said(ask));
  }
  @Handle(echo.sayBundled)
  sayBundled(ask: Ask) {
    return ask.text === 'silence'
      ? Promise.reject(fault(echo.sayBundled, 'silence', 'Nothing to say', { left: 0 }))
      : Promise.resolve(said(ask));
  }
  @Handle(echo.sayMuch)
  sayMuch(ask: Ask) {
    return Promise.resolve(Array.from({ length: ask.times! }, () => said(ask)));
  }
  @Handle(echo.sayUnjudged)
  sayUnjudged({ text }: AskAnything) {
    return Promise.resolve({ text: typeof text, by: 'handler' });
  }
  @Handle(echo.break)
  break(): Promise<Said> {
    return Promise.reject(new Error('the password is hunter2'));
  }
  @Handle(echo.stall)
  stall(): Promise<Said> {
    return sleep(300, { text: 'late', by: 'nobody' });
  }
  @Handle(echo.inside)
  inside(ask: Ask) {
    return Promise.resolve(said(ask));
  }
}
@Module({ controllers: [EchoController] })
class EchoModule {}

let service: TestService;
beforeAll(async () => {
  service = await startTestService('probe', EchoModule);
});
afterAll(() => service?.stop());

const as = (caller: Caller) => service.as(caller, echo);
const ana = aUser('ana');

describe('a call', () => {
  it('is answered in the name of its caller, with what the contract lets out', async () => {
    expect(await as(ana).say({ text: 'hello' })).toEqual({ text: 'hello', by: 'ana' });
  });

  it('is refused for whom it is not meant', async () => {
    await expect(as(nobody).say({ text: 'hello' })).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('to other services is made in the name of the service, whoever is at its door', async () => {
    expect(await as(nobody).inside({ text: 'hello' })).toEqual({ text: 'hello', by: 'test' });
  });

  it('with a wrong request is told all that is wrong', async () => {
    await expect(as(ana).say({ text: '', times: -1, more: 1 } as Ask)).rejects.toMatchObject({
      kind: 'invalid',
      details: { errors: [{ pointer: '/text' }, { pointer: '/times' }, { pointer: '/more' }] },
    });
  });

  it('that fails as planned brings the plan, and by accident nothing', async () => {
    await expect(as(nobody).sayBundled({ text: 'silence' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'silence',
      message: 'Nothing to say',
      details: { left: 0 },
    });
    const broken = await as(nobody)
      .break({ text: 'x' })
      .catch((error: unknown) => error);
    expect(broken).toMatchObject({ kind: 'internal', code: 'internal' });
    expect(JSON.stringify(broken)).not.toContain('hunter2');
  });

  it('is not waited for longer than its deadline', async () => {
    await expect(as(nobody).stall({ text: 'x' })).rejects.toMatchObject({ kind: 'unavailable', message: 'probe did not answer in time' });
  });

  it('to a service that is not there fails at once', async () => {
    const start = Date.now();
    await expect(service.as(nobody, absent).say({ text: 'x' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'absent is not running',
    });
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  it('too large for the way is refused before it leaves', async () => {
    const text = 'ż'.repeat(4_200_000);
    await expect(as(nobody).sayUnjudged({ text })).rejects.toMatchObject({ kind: 'tooLarge' });
  });

  it('whose answer is too large for the way is told so, and not left waiting', async () => {
    await expect(as(nobody).sayMuch({ text: 'x'.repeat(100_000), times: 100 })).rejects.toMatchObject({ kind: 'internal' });
  });

  it('carries its trace', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const caller = new ContractCaller(service.nats, new Seal(TEST_SECRET), 'test');
    await expect(runIn(newContext({ traceId, caller: ana }), () => clientOf(echo, caller).say({ text: 'x' }))).resolves.toMatchObject({
      by: 'ana',
    });
  });
});

describe('bundled calls', () => {
  it('are each answered by themselves, in the name of their own caller', async () => {
    const shared = new ContractCaller(service.nats, new Seal(TEST_SECRET), 'test');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 500 }, (_, n) =>
        runIn(newContext({ caller: aUser(`user-${n}`) }), () =>
          clientOf(echo, shared).sayBundled({ text: n % 10 === 3 ? 'silence' : n % 10 === 7 ? '' : `text ${n}` }),
        ),
      ),
    );
    const expected = outcomes.map((_, n) =>
      n % 10 === 3
        ? { status: 'rejected', reason: { code: 'silence' } }
        : n % 10 === 7
          ? { status: 'rejected', reason: { code: 'invalid' } }
          : { status: 'fulfilled', value: { text: `text ${n}`, by: `user-${n}` } },
    );
    expect(outcomes).toMatchObject(expected);
  });

  it('fit into the megabyte of a plain nats-server in any script', async () => {
    const sizes: number[] = [];
    const watch = service.nats.subscribe(echo.sayBundled.subject, { callback: (_error, { data }) => void sizes.push(data.length) });
    const shared = clientOf(echo, new ContractCaller(service.nats, new Seal(TEST_SECRET), 'test'));
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => shared.sayBundled({ text: '語'.repeat(n % 2 ? 2_600 : 7_900) })),
    );
    watch.unsubscribe();
    expect(answers).toHaveLength(300);
    expect(Math.max(...sizes)).toBeLessThan(850_000);
  });
});

describe('a message', () => {
  const send = async (payload: string, sealed?: string) => {
    const hdrs = headers();
    if (sealed !== undefined) hdrs.set(CALLS_HEADER, sealed);
    return (await service.nats.request(echo.sayBundled.subject, payload, { timeout: 2_000, headers: hdrs })).json<Reply[]>();
  };
  const request = '[{"text":"hello"}]';
  const context = { caller: aUser('eve', 'admin'), client: {}, traceparent: '' };

  it.each([
    ['no seal', undefined],
    ['a seal of nothing', ''],
    ['a seal of another secret', new Seal('another secret, as long as the true one').close([context], 'probe')],
    ['a seal for another service', new Seal(TEST_SECRET).close([context], 'commerce')],
    ['an old seal', new Seal(TEST_SECRET, () => Date.now() - 61_000).close([context], 'probe')],
    ['a seal of no calls', new Seal(TEST_SECRET).close([], 'probe')],
    ['a seal of no list', new Seal(TEST_SECRET).close({}, 'probe')],
    ['a seal that is not text of its kind', `e30.${'é'.repeat(43)}`],
  ])('with %s is denied', async (_, sealed) => {
    expect(await send(request, sealed)).toMatchObject([{ fault: { kind: 'denied' } }]);
  });

  it('with more requests than callers is answered for those that have one', async () => {
    expect(await send('[{"text":"one"},{"text":"two"}]', new Seal(TEST_SECRET).close([context], 'probe'))).toMatchObject([
      { data: { by: 'eve' } },
      { fault: { kind: 'denied' } },
    ]);
  });

  it.each(['', 'not JSON', '{}', 'null', '"text"', '[null]', '[[]]', '[7]'])(
    'that holds %j is refused and harms nobody',
    async (payload) => {
      const [reply] = await send(payload, new Seal(TEST_SECRET).close([context], 'probe'));
      expect(reply!.fault!.kind).toBe('invalid');
      expect(await send(request, new Seal(TEST_SECRET).close([context], 'probe'))).toMatchObject([{ data: { text: 'hello' } }]);
    },
  );
});
