// @ts-check
import { expect, it } from 'vitest';
import { unready } from './readiness.mjs';

it('names what is not ready and what it waits for', () => {
  const report = {
    ready: false,
    services: [
      { service: 'gateway', ready: true, dependencies: [] },
      {
        service: 'tracking',
        ready: false,
        dependencies: [
          { name: 'postgres', ready: false, detail: 'no route' },
          { name: 'nats', ready: true },
        ],
      },
      { service: 'commerce', ready: false, dependencies: [{ name: 'commerce', ready: false, detail: 'no answer' }] },
      { service: 'identity', ready: false, dependencies: [] },
    ],
  };
  expect(unready(report)).toEqual([
    { name: 'tracking', why: 'postgres: no route' },
    { name: 'commerce', why: 'no answer' },
    { name: 'identity', why: 'not ready' },
  ]);
});
