import { expect, it } from 'vitest';
import { rolesOf } from './user.rules.js';

it.each([
  [null, ['user']],
  [undefined, ['user']],
  ['', ['user']],
  ['user', ['user']],
  ['admin', ['user', 'admin']],
  ['support, analyst', ['user', 'analyst', 'support']],
  ['Admin,owner,user', ['user']],
] as const)('%j means the roles %j', (stored, roles) => {
  expect(rolesOf(stored)).toEqual(roles);
});
