import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './json-body.js';

describe('how deep a JSON text is nested', () => {
  it.each([
    ['{}', false],
    ['{"a":[{"b":1}]}', false],
    ['[[[[1]]]]', true],
    ['[[[1]],[[2]],[[3]]]', false],
    ['{"a":"[[[[[["}', false],
    ['{"a":"\\"[[[[[["}', false],
    ['["\\\\",[[[1]]]]', true],
    ['"', false],
    ['', false],
  ])('%s is deeper than 3: %s', (json, deeper) => {
    expect(isDeeperThan(3, json)).toBe(deeper);
  });

  it('reads a megabyte of brackets without a stack', () => {
    expect(isDeeperThan(64, '['.repeat(1_000_000))).toBe(true);
  });
});
