import { expect, it } from 'vitest';
import { uuidv7 } from './uuid.js';

it('has the form of a UUIDv7', () => {
  expect(uuidv7()).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('begins with its time, so that text sorts as time does', () => {
  expect(uuidv7(0x0123456789ab).slice(0, 13)).toBe('01234567-89ab');
  const times = [1, 255, 256, 1_000_000, Date.now(), 2 ** 47];
  const ids = times.map((time) => uuidv7(time));
  expect(ids.toSorted()).toEqual(ids);
});
