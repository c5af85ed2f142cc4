import { describe, expect, it } from 'vitest';
import { Seal } from './seal.js';

const SECRET = 'a secret that is long enough to be one';
const content = [{ caller: { kind: 'user', id: 'ana', roles: ['user'] }, client: { address: '203.0.113.7' } }];
let now = 1_700_000_000_000;
const seal = new Seal(SECRET, () => now);
const sealed = seal.close(content, 'tracking');

describe('a seal', () => {
  it('gives back to its audience what was sealed', () => {
    expect(seal.open(sealed, 'tracking')).toEqual(content);
  });

  it('is of no use to another service', () => {
    expect(seal.open(sealed, 'commerce')).toBeUndefined();
  });

  it('is good for a minute, on a clock that is off in either direction', () => {
    for (const [off, isGood] of [
      [60_000, true],
      [60_001, false],
      [-60_000, true],
      [-60_001, false],
    ] as const) {
      now += off;
      expect(seal.open(sealed, 'tracking') !== undefined).toBe(isGood);
      now -= off;
    }
  });

  it('breaks with its content, its signature, or another secret', () => {
    const [body, signature] = sealed.split('.') as [string, string];
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('ana', 'eve')).toString('base64url');
    const broken = [
      `${forged}.${signature}`,
      `${body}.${signature.slice(1)}`,
      `${body}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${body}.`,
      `.${signature}`,
      body,
      '.',
      '',
      undefined,
    ];
    expect(broken.filter((attempt) => seal.open(attempt, 'tracking') !== undefined)).toEqual([]);
    expect(new Seal(`${SECRET}!`, () => now).open(sealed, 'tracking')).toBeUndefined();
  });

  it('that is not even text of its kind is only broken', () => {
    const [body, signature] = sealed.split('.') as [string, string];
    expect(seal.open(`${body}.${'é'.repeat(signature.length)}`, 'tracking')).toBeUndefined();
  });
});
