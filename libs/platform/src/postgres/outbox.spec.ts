import { defineFacts } from '@bilten/contracts/kit/fact.js';
import { Whole } from '@bilten/contracts/kit/fields.js';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toldFacts } from '../testing/facts.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import { DatabaseModule } from './database.module.js';
import { CreateOutbox1763000000000, Outbox, OutboxRelay } from './outbox.js';
import { UnitOfWork } from './unit-of-work.js';

class Counted {
  @Whole() n: number;
}
const { stepCounted, burstCounted, undoneCounted, lateCounted } = defineFacts('probe', {
  stepCounted: Counted,
  burstCounted: Counted,
  undoneCounted: Counted,
  lateCounted: Counted,
});

@Module({ imports: [DatabaseModule.of({ name: 'probe', entities: [], migrations: [CreateOutbox1763000000000] })] })
class ProbeModule {}

let service: TestService;
let outbox: Outbox;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  service = await startTestService('probe', ProbeModule);
  outbox = service.running.app.get(Outbox);
  unitOfWork = service.running.app.get(UnitOfWork);
});
afterAll(() => service?.stop());

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

it('tells each fact once, in the order in which they were written', async () => {
  for (const n of numbers(250)) await unitOfWork.run(() => outbox.add(stepCounted, { n }));
  expect((await toldFacts(service, stepCounted)).map(({ n }) => n)).toEqual(numbers(250));
});

it('is not put off by others that keep coming', async () => {
  const nudging = setInterval(() => service.running.app.get(OutboxRelay).nudge(), 1);
  try {
    await unitOfWork.run(() => outbox.add(burstCounted, { n: 1 }));
    expect(await toldFacts(service, burstCounted)).toEqual([{ n: 1 }]);
  } finally {
    clearInterval(nudging);
  }
});

it('does not tell what was undone', async () => {
  const undone = unitOfWork.run(async () => {
    await outbox.add(undoneCounted, { n: 1 });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await toldFacts(service, undoneCounted)).toEqual([]);
});

it('tells later what was written while NATS was away', async () => {
  await service.server.kill();
  for (const n of numbers(3)) await unitOfWork.run(() => outbox.add(lateCounted, { n }));
  await service.server.revive();
  expect((await toldFacts(service, lateCounted)).map(({ n }) => n)).toEqual([0, 1, 2]);
});
