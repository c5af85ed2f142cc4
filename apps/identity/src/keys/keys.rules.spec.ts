import { describe, expect, it } from 'vitest';
import { hashOf, newKey, resolvedOf, rowOf, viewOf } from './keys.rules.js';

const NOW = new Date('2026-02-03T04:05:06.789Z');
const plan = { name: 'importer', scopes: ['tracking:write'], createdBy: 'user:u1' } as const;

describe('a new key', () => {
  it('is bk_ and forty letters and digits, never twice the same', () => {
    const made = new Set(Array.from({ length: 1_000 }, newKey));
    expect(made.size).toBe(1_000);
    for (const key of made) expect(key).toMatch(/^bk_[0-9A-Za-z]{40}$/);
    expect(new Set([...made].join('')).size).toBe(63);
  });

  it('is kept as its SHA-256 and its first nine characters', () => {
    const key = newKey();
    const row = rowOf(key, plan, NOW);
    expect(row).toMatchObject({
      keyHash: hashOf(key),
      prefix: key.slice(0, 9),
      createdAt: NOW,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(JSON.stringify(row)).not.toContain(key);
    expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('cannot have expired already', () => {
    expect(() => rowOf('k', { ...plan, expiresAt: NOW.toISOString() }, NOW)).toThrow('A key must expire in the future');
    expect(rowOf('k', { ...plan, expiresAt: '2026-02-03T05:05:06.790+01:00' }, NOW).expiresAt).toEqual(
      new Date('2026-02-03T04:05:06.790Z'),
    );
  });
});

it('is shown without its hash, with times only where there are some', () => {
  const row = rowOf('bk_abcdefgh', plan, NOW);
  expect(viewOf(row)).toEqual({
    id: row.id,
    name: 'importer',
    prefix: 'bk_abcdef',
    scopes: ['tracking:write'],
    createdAt: '2026-02-03T04:05:06.789Z',
  });
  expect(viewOf({ ...row, lastUsedAt: NOW })).toMatchObject({ lastUsedAt: '2026-02-03T04:05:06.789Z' });
  expect(resolvedOf(row)).toEqual({ id: row.id, scopes: ['tracking:write'] });
});
