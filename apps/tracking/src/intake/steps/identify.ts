import type { Caller } from '@bilten/contracts/kit/access.js';
import type { Draft } from '../arrival.js';

/** What badly wired clients send in place of a user. */
const NOT_A_USER = new Set([
  'null',
  'undefined',
  'none',
  'nil',
  'guest',
  'anonymous',
  'anon',
  'unknown',
  'nan',
  '0',
  '-1',
  '[object object]',
  'true',
  'false',
]);

/** Whether the caller is a server that may speak for users and devices. */
export const isTrustedServer = (caller: Caller) =>
  caller.kind === 'service' || (caller.kind === 'key' && (caller.scopes.includes('tracking:write') || caller.scopes.includes('admin')));

/** Says who did it: the bearer of the token; only a server may name somebody else. */
export function identify(draft: Draft): Draft {
  const { caller } = draft.delivery;
  const stated = isTrustedServer(caller) ? draft.envelope.userId : undefined;
  const userId = caller.kind === 'user' ? caller.id : stated;
  return userId === undefined || NOT_A_USER.has(userId.trim().toLowerCase()) ? draft : { ...draft, row: { ...draft.row, user_id: userId } };
}
