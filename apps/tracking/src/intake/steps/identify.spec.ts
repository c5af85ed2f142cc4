import { describe, expect, it } from 'vitest';
import { BROWSER, rowOf, SERVER } from '../../testing/an-arrival.js';

const ana = { kind: 'user', id: 'ana', roles: ['user'] } as const;
const admin = { kind: 'user', id: 'root', roles: ['admin'] } as const;
const userOf = (caller: Parameters<typeof rowOf>[1], userId?: string) =>
  rowOf({ eventType: 'x', visitorId: 'v', ...(userId !== undefined && { userId }) }, caller).user_id;

describe('the user of an event', () => {
  it('is the bearer of the token, whatever the event says, even an admin', () => {
    expect(userOf({ caller: ana })).toBe('ana');
    expect(userOf({ caller: ana }, 'bob')).toBe('ana');
    expect(userOf({ caller: admin }, 'bob')).toBe('root');
  });

  it('is nobody when nobody is known, whatever the event says', () => {
    expect(userOf({ caller: BROWSER }, 'bob')).toBeUndefined();
    expect(userOf({ caller: { kind: 'key', id: 'k', scopes: ['analytics:read'] } }, 'bob')).toBeUndefined();
    expect(rowOf({ eventType: 'x', visitorId: 'v' })).toMatchObject({ visitor_id: 'v' });
  });

  it.each([SERVER, { kind: 'key', id: 'k', scopes: ['admin'] }, { kind: 'service', id: 'commerce' }] as const)(
    'may be stated by %j',
    (caller) => {
      expect(userOf({ caller }, 'bob')).toBe('bob');
      expect(userOf({ caller })).toBeUndefined();
    },
  );

  it.each([
    'null',
    'undefined',
    'guest',
    'Guest',
    ' ANONYMOUS ',
    'anon',
    'none',
    'nil',
    'NaN',
    '0',
    '-1',
    '[object Object]',
    'true',
    'unknown',
  ])('is never %j', (userId) => {
    expect(userOf({ caller: SERVER }, userId)).toBeUndefined();
  });

  it.each(['guest-7', '00', 'nullable', 'user guest', 'Ω'])('may well be %j', (userId) => {
    expect(userOf({ caller: SERVER }, userId)).toBe(userId);
  });
});
