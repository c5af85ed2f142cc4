import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Overloaded, SharedRuns } from './shared-runs.js';

const OPTIONS = { maxInputs: 10, concurrency: 1, maxWaiting: 100 };
const double = (inputs: readonly number[]) => Promise.resolve(inputs.map((n) => n * 2));
/** A run that ends when the test says so. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('shared runs', () => {
  it('give each request its own outputs, in order, whatever it shared its run with', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer(), { maxLength: 25 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (requests, concurrency) => {
          const runs = new SharedRuns(async (inputs: readonly number[]) => sleep(inputs.length % 3).then(() => double(inputs)), {
            maxInputs: 10,
            concurrency,
            maxWaiting: 10_000,
          });
          const answers = await Promise.all(requests.map((inputs) => runs.ask(inputs)));
          expect(answers).toEqual(await Promise.all(requests.map(double)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('join what comes at the same moment, and what comes while all runs are under way', async () => {
    const { opened, open } = gate();
    const sizes: number[] = [];
    const runs = new SharedRuns((inputs: readonly number[]) => {
      sizes.push(inputs.length);
      return opened.then(() => double(inputs));
    }, OPTIONS);
    const first = [runs.ask([1]), runs.ask([2]), runs.ask([3, 4])];
    await new Promise(setImmediate);
    const second = [runs.ask([5, 6, 7, 8, 9, 10]), runs.ask([11, 12, 13, 14]), runs.ask([15])];
    open();
    await Promise.all([...first, ...second]);
    expect(sizes).toEqual([4, 10, 1]);
  });

  it('take a request that is larger than a run alone and whole', async () => {
    const runs = new SharedRuns(double, OPTIONS);
    const many = Array.from({ length: 50 }, (_, n) => n);
    const answers = await Promise.all([runs.ask([1]), runs.ask(many), runs.ask([2])]);
    expect(answers[1]).toEqual(await double(many));
  });

  it('refuse exactly what is more than may wait, at once, and take again when there is room', async () => {
    const { opened, open } = gate();
    const runs = new SharedRuns((inputs: readonly number[]) => opened.then(() => double(inputs)), {
      maxInputs: 1,
      concurrency: 1,
      maxWaiting: 3,
    });
    const running = runs.ask([0]);
    await new Promise(setImmediate);
    const waiting = [runs.ask([1, 2]), runs.ask([3])];
    await expect(runs.ask([4])).rejects.toBeInstanceOf(Overloaded);
    open();
    await expect(Promise.all([running, ...waiting])).resolves.toEqual([[0], [2, 4], [6]]);
    await expect(runs.ask([1, 2, 3])).resolves.toEqual([2, 4, 6]);
  });

  it('fail with their own group only', async () => {
    const runs = new SharedRuns(
      (inputs: readonly number[]) => (inputs.includes(13) ? Promise.reject(new Error('unlucky')) : double(inputs)),
      { ...OPTIONS, maxInputs: 1 },
    );
    const outcomes = await Promise.allSettled([runs.ask([1]), runs.ask([13]), runs.ask([2])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('hold no grudge against a run that throws before it promises anything', async () => {
    let calls = 0;
    const runs = new SharedRuns((inputs: readonly number[]) => {
      if (calls++ === 0) throw new Error('at once');
      return double(inputs);
    }, OPTIONS);
    await expect(runs.ask([1])).rejects.toThrow('at once');
    await expect(runs.ask([1])).resolves.toEqual([2]);
  });
});
