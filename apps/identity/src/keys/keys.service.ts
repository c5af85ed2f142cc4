import { apiKeyRevoked } from '@bilten/contracts/identity/facts.js';
import {
  type CreatedKey,
  type CreateKey,
  keys,
  type KeyView,
  type ListKeys,
  type RevokeKey,
} from '@bilten/contracts/identity/keys.contract.js';
import { type ResolvedKey, type ResolveKey, verification } from '@bilten/contracts/identity/verification.contract.js';
import type { Page } from '@bilten/contracts/kit/contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { currentContext } from '@bilten/platform/context/context.js';
import { Outbox } from '@bilten/platform/postgres/outbox.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';
import { keyCreated, keyRevoked, nameOf } from './keys.events.js';
import { newKey, resolvedOf, rowOf, viewOf } from './keys.rules.js';
import { KeysStore } from './keys.store.js';

const PAGE = 20;

@Injectable()
export class KeysService {
  constructor(
    private readonly store: KeysStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async create({ name, scopes, expiresAt }: CreateKey): Promise<CreatedKey> {
    const key = newKey();
    const row = rowOf(key, { name, scopes, expiresAt, createdBy: nameOf(currentContext().caller) }, new Date());
    await this.store.add(row);
    keyCreated(row);
    return { ...viewOf(row), key };
  }

  async list({ cursor, limit = PAGE }: ListKeys): Promise<Page<KeyView>> {
    const rows = await this.store.list(limit + 1, cursor);
    const items = rows.slice(0, limit).map(viewOf);
    return { items, next: rows.length > limit ? items.at(-1)!.id : null };
  }

  async revoke({ keyId }: RevokeKey): Promise<void> {
    await this.unitOfWork.run(async () => {
      const keyHash = await this.store.revoke(keyId);
      if (!keyHash) throw fault(keys.revoke, 'unknownKey', 'There is no such API key');
      await this.outbox.add(apiKeyRevoked, { keyId, keyHash });
    });
    keyRevoked(keyId, currentContext().caller);
  }

  async resolve({ keyHash }: ResolveKey): Promise<ResolvedKey> {
    const row = await this.store.findLive(keyHash);
    if (!row) throw fault(verification.resolveKey, 'unknownKey', 'This API key is unknown, revoked or expired');
    await this.store.touch(row.id);
    return resolvedOf(row);
  }
}
