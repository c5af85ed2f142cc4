import { createHash, randomInt } from 'node:crypto';
import { keys, type KeyView } from '@bilten/contracts/identity/keys.contract.js';
import type { ResolvedKey } from '@bilten/contracts/identity/verification.contract.js';
import type { Scope } from '@bilten/contracts/kit/access.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { v7 as uuidv7 } from 'uuid';
import type { ApiKeyEntity } from './api-key.entity.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 40;
const PREFIX_LENGTH = 'bk_'.length + 6;

export const newKey = () => `bk_${Array.from({ length: RANDOM_LENGTH }, () => BASE62[randomInt(BASE62.length)]).join('')}`;
export const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

export interface KeyPlan {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string | undefined;
  readonly createdBy: string;
}

/** The row of a key: everything but the key. */
export function rowOf(key: string, { name, scopes, expiresAt, createdBy }: KeyPlan, now: Date): ApiKeyEntity {
  const expiry = expiresAt === undefined ? null : new Date(expiresAt);
  if (expiry && expiry <= now)
    throw fault(keys.create, 'alreadyExpired', 'A key must expire in the future', {
      errors: [{ detail: 'must be in the future', pointer: '/expiresAt' }],
    });
  return {
    id: uuidv7({ msecs: now.getTime() }),
    name,
    keyHash: hashOf(key),
    prefix: key.slice(0, PREFIX_LENGTH),
    scopes: [...scopes],
    createdBy,
    createdAt: now,
    expiresAt: expiry,
    lastUsedAt: null,
    revokedAt: null,
  };
}

export const viewOf = ({ id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }: ApiKeyEntity): KeyView => ({
  id,
  name,
  prefix,
  scopes,
  createdAt: createdAt.toISOString(),
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
});

export const resolvedOf = ({ id, scopes, expiresAt }: ApiKeyEntity): ResolvedKey => ({
  id,
  scopes,
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
});
