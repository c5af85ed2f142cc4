import { describe, expect, it } from 'vitest';
import { type Caller, ownerOr, reachOf, refusalOf, selfOr } from './access.js';

const nobody: Caller = { kind: 'nobody' };
const ana: Caller = { kind: 'user', id: 'ana', roles: ['user'] };
const sales: Caller = { kind: 'user', id: 'sara', roles: ['user', 'sales'] };
const support: Caller = { kind: 'user', id: 'sam', roles: ['user', 'support'] };
const admin: Caller = { kind: 'user', id: 'root', roles: ['admin'] };
const reader: Caller = { kind: 'key', id: 'k1', scopes: ['billing:read'] };
const writer: Caller = { kind: 'key', id: 'k2', scopes: ['billing:write'] };
const service: Caller = { kind: 'service', id: 'tracking' };

describe('an operation on an object that somebody owns', () => {
  const access = ownerOr('sales', 'billing:read');

  it.each([
    ['its owner', ana, undefined, { userId: 'ana' }],
    ['staff of the role', sales, undefined, {}],
    ['staff of another role, who may own one, too', support, undefined, { userId: 'sam' }],
    ['an admin', admin, undefined, {}],
    ['a key with the scope', reader, undefined, {}],
    ['a key without it', writer, 'denied', { userId: '' }],
    ['another service', service, undefined, {}],
    ['nobody', nobody, 'unauthenticated', { userId: '' }],
  ] as const)('%s', (_, caller, refusal, reach) => {
    expect(refusalOf(access, caller)).toBe(refusal);
    expect(reachOf(access, caller)).toEqual(reach);
  });
});

it('an operation on a user is for that user, and no other without a role', () => {
  const access = selfOr('sales', 'billing:read');
  expect(refusalOf(access, ana, 'ana')).toBeUndefined();
  expect(refusalOf(access, ana, 'bob')).toBe('denied');
  expect(refusalOf(access, ana)).toBe('denied');
  expect(refusalOf(access, sales, 'bob')).toBeUndefined();
});
