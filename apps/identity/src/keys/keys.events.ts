import type { Caller } from '@bilten/contracts/kit/access.js';
import { log } from '@bilten/platform/telemetry/log.js';
import type { ApiKeyEntity } from './api-key.entity.js';

export const keyCreated = ({ id, name, scopes, createdBy }: ApiKeyEntity) =>
  log.info({ event: 'key-created', keyId: id, name, scopes, by: createdBy }, 'an API key was made');

export const keyRevoked = (keyId: string, caller: Caller) =>
  log.info({ event: 'key-revoked', keyId, by: nameOf(caller) }, 'an API key was revoked');

/** How the log and the table name whoever acts. */
export const nameOf = (caller: Caller) => (caller.kind === 'nobody' ? caller.kind : `${caller.kind}:${caller.id}`);
