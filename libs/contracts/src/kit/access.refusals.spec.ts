import { describe, expect, it } from 'vitest';
import { type Access, anyone, type Caller, ownerOr, refusalOf, selfOr, services, signedIn, staff } from './access.js';

const user = (id: string, ...roles: Extract<Caller, { kind: 'user' }>['roles']): Caller => ({
  kind: 'user',
  id,
  roles: ['user', ...roles],
});
const key = (...scopes: Extract<Caller, { kind: 'key' }>['scopes']): Caller => ({ kind: 'key', id: 'key', scopes });

const CALLERS: Readonly<Record<string, Caller>> = {
  nobody: { kind: 'nobody' },
  ana: user('ana'),
  bob: user('bob'),
  support: user('sam', 'support'),
  sales: user('sara', 'sales'),
  admin: user('root', 'admin'),
  'scoped key': key('billing:read'),
  'other key': key('billing:write'),
  'admin key': key('admin'),
  service: { kind: 'service', id: 'commerce' },
};

/** For a request about `ana`, in the order of the callers: `.` may call, `u` is asked to sign in, `d` is denied. */
const TABLE: readonly (readonly [string, Access, string])[] = [
  ['anyone', anyone, '. . . . . . . . . .'],
  ['signed in', signedIn(), 'u . . . . . d d . .'],
  ['signed in, or a scope', signedIn('billing:read'), 'u . . . . . . d . .'],
  ['self or support', selfOr('support'), 'u . d . d . d d . .'],
  ['self or support or a scope', selfOr('support', 'billing:read'), 'u . d . d . . d . .'],
  ['owner or support', ownerOr('support'), 'u . . . . . d d . .'],
  ['owner or support or a scope', ownerOr('support', 'billing:read'), 'u . . . . . . d . .'],
  ['support', staff('support'), 'u d d . d . d d . .'],
  ['support or sales', staff(['support', 'sales']), 'u d d . . . d d . .'],
  ['support or a scope', staff('support', 'billing:read'), 'u d d . d . . d . .'],
  ['admins', staff('admin'), 'u d d d d . d d . .'],
  ['other services', services, 'd d d d d d d d d .'],
];

const SIGN = { unauthenticated: 'u', denied: 'd' } as const;
const sign = (access: Access, caller: Caller) => SIGN[refusalOf(access, caller, 'ana') ?? ('' as 'denied')] ?? '.';

describe('who may call what', () => {
  it.each(TABLE)('%s', (_, access, expected) => {
    const answers = Object.entries(CALLERS).map(([name, caller]) => [name, sign(access, caller)]);
    expect(answers).toEqual(Object.keys(CALLERS).map((name, at) => [name, expected.split(' ')[at]]));
  });

  it.each([undefined, null, '', ['ana'], { toString: () => 'ana' }, 0])('a request about %j is about nobody', (userId) => {
    expect(refusalOf(selfOr('support'), user('ana'), userId)).toBe('denied');
  });
});
