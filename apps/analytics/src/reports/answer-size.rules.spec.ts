import { describe, expect, it } from 'vitest';
import { listThatFits, newestThatFit } from './answer-size.rules.js';

const rows = Array.from({ length: 100 }, (_, n) => ({ n, text: 'ü'.repeat(5_000) }));

describe('what an answer can hold', () => {
  it('is all of a small list', () => {
    expect(listThatFits([1, 2, 3])).toEqual([1, 2, 3]);
    expect(newestThatFit([])).toEqual([]);
  });

  it('is the beginning of a large one, measured in bytes', () => {
    const held = listThatFits(rows);
    expect(held).toEqual(rows.slice(0, held.length));
    expect(Buffer.byteLength(JSON.stringify(held))).toBeLessThan(220_002);
    expect(held.length).toBe(21);
  });

  it('is the end of a timeline', () => {
    expect(newestThatFit(rows).map(({ n }) => n)).toEqual(Array.from({ length: 21 }, (_, at) => 79 + at));
  });
});
