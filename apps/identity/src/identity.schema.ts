import type { Schema } from '@bilten/platform/postgres/database.module.js';
import { CreateOutbox1763000000000 } from '@bilten/platform/postgres/outbox.js';
import { ApiKeyEntity } from './keys/api-key.entity.js';
import { CreateApiKeys1764000000001 } from './migrations/create-api-keys.js';
import { CreateUsers1764000000000 } from './migrations/create-users.js';

/** What identity keeps. The tables of users are better-auth's, so they have no entities here. */
export const identitySchema: Schema = {
  name: 'identity',
  entities: [ApiKeyEntity],
  migrations: [CreateOutbox1763000000000, CreateUsers1764000000000, CreateApiKeys1764000000001],
};
