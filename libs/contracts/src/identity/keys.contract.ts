import { type Scope, SCOPES, staff } from '../kit/access.js';
import { type Api, defineService, page } from '../kit/contract.js';
import { Id, Meaning, Moment, Optional, SomeOf, Text, Whole } from '../kit/fields.js';
import { del, get, post } from '../kit/http.js';

export class CreateKey {
  @Text({ max: 100 }) @Meaning('What it is for.') name: string;
  @SomeOf(SCOPES, { min: 1 }) scopes: Scope[];
  @Optional() @Moment() @Meaning('Never unless given.') expiresAt?: string;
}
export class ListKeys {
  @Optional() @Id() @Meaning('`next` of the page before.') cursor?: string;
  @Optional() @Whole({ min: 1, max: 100 }) @Meaning('20 unless given.') limit?: number;
}
export class RevokeKey {
  @Id() keyId: string;
}
export class KeyView {
  @Id() id: string;
  @Text({ max: 100 }) name: string;
  @Text() @Meaning('How the key begins.') prefix: string;
  @SomeOf(SCOPES, { min: 1 }) scopes: Scope[];
  @Moment() createdAt: string;
  @Optional() @Moment() expiresAt?: string;
  @Optional() @Moment() @Meaning('To the minute.') lastUsedAt?: string;
}
export class CreatedKey extends KeyView {
  @Text() @Meaning('The key itself. It is shown this once and kept nowhere.') key: string;
}

/** Keys with which servers call. */
export const keys = defineService('identity.keys', {
  create: {
    summary: 'Make an API key',
    http: post('/api-keys'),
    access: staff('admin'),
    request: CreateKey,
    response: CreatedKey,
    faults: { alreadyExpired: 'invalid' },
  },
  list: {
    summary: 'The API keys that are not revoked, the newest first',
    http: get('/api-keys'),
    access: staff('admin'),
    request: ListKeys,
    response: page(KeyView),
  },
  revoke: {
    summary: 'Revoke an API key',
    http: del('/api-keys/:keyId', { message: 'Revoked' }),
    access: staff('admin'),
    request: RevokeKey,
    faults: { unknownKey: 'missing' },
  },
});
export type KeysApi = Api<typeof keys>;
