import { describe, expect, it } from 'vitest';
import { isStorable } from './storable.js';

const nested = (depth: number): unknown => (depth === 0 ? 'end' : [nested(depth - 1)]);

describe('isStorable', () => {
  it.each([
    ['text', 'zażółć 🎉'],
    ['nothing', null],
    ['a number', 1.5],
    ['an object', { a: [{ b: 'c' }] }],
    ['32 levels', nested(32)],
  ])('takes %s', (_, value) => {
    expect(isStorable(value)).toBe(true);
  });

  it.each([
    ['NUL', 'a\0'],
    ['half a pair', '\ud83c'],
    ['NUL in a name', { 'a\0': 1 }],
    ['half a pair deep down', [{ a: ['\udf89'] }]],
    ['33 levels', nested(33)],
  ])('refuses %s', (_, value) => {
    expect(isStorable(value)).toBe(false);
  });
});
