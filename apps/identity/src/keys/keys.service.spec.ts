import { apiKeyRevoked } from '@bilten/contracts/identity/facts.js';
import { keys } from '@bilten/contracts/identity/keys.contract.js';
import { verification } from '@bilten/contracts/identity/verification.contract.js';
import { type Caller, type Role, ROLES, type Scope, SCOPES } from '@bilten/contracts/kit/access.js';
import { aKey, aUser, nobody, type TestService } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseOf, startIdentity } from '../testing/test-identity.js';
import { hashOf } from './keys.rules.js';

let identity: TestService;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const admin = () => identity.as(aUser('the-admin', 'admin'), keys);
const resolve = (keyHash: string) => identity.as(nobody, verification).resolveKey({ keyHash });
const unknownKey = { kind: 'missing', code: 'unknownKey' };
const aRequest = { name: 'importer', scopes: ['tracking:write', 'analytics:read'] as Scope[] };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('an API key', () => {
  it('is made, found by its hash, revoked, and unknown from then on', async () => {
    const expiresAt = inAnHour();
    const { id, key, ...made } = await admin().create({ ...aRequest, expiresAt });
    expect(key).toMatch(/^bk_[0-9A-Za-z]{40}$/);
    expect(made).toEqual({ ...aRequest, prefix: key.slice(0, 9), createdAt: expect.any(String), expiresAt });
    await expect(resolve(hashOf(key))).resolves.toEqual({ id, scopes: aRequest.scopes, expiresAt });
    await admin().revoke({ keyId: id });
    await expect(resolve(hashOf(key))).rejects.toMatchObject(unknownKey);
    await expect(admin().revoke({ keyId: id })).rejects.toMatchObject(unknownKey);
  });

  it('is told to everybody when it is revoked', async () => {
    const facts: unknown[] = [];
    const hearing = identity.nats.subscribe(apiKeyRevoked.subject, { callback: (_error, message) => void facts.push(message.json()) });
    const { id, key } = await admin().create(aRequest);
    await admin().revoke({ keyId: id });
    await expect.poll(() => facts, { timeout: 5_000 }).toContainEqual({ keyId: id, keyHash: hashOf(key) });
    hearing.unsubscribe();
  });

  it('is unknown once it has expired', async () => {
    const { id, key } = await admin().create({ ...aRequest, expiresAt: inAnHour() });
    await databaseOf(identity).query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [id]);
    await expect(resolve(hashOf(key))).rejects.toMatchObject(unknownKey);
  });

  it('is unknown when there never was one', async () => {
    await expect(resolve(hashOf('bk_never'))).rejects.toMatchObject(unknownKey);
    await expect(resolve('not a hash')).rejects.toMatchObject({ code: 'invalid' });
    await expect(admin().revoke({ keyId: 'nothing' })).rejects.toMatchObject(unknownKey);
  });

  it('notes its last use, once a minute', async () => {
    const { id, key } = await admin().create(aRequest);
    const lastUse = async () => (await admin().list({ limit: 100 })).items.find((item) => item.id === id)?.lastUsedAt;
    expect(await lastUse()).toBeUndefined();
    await resolve(hashOf(key));
    const first = await lastUse();
    expect(Date.parse(first!)).toBeGreaterThan(Date.now() - 60_000);
    await resolve(hashOf(key));
    expect(await lastUse()).toBe(first);
    await databaseOf(identity).query(`update api_keys set last_used_at = last_used_at - interval '61 seconds' where id = $1`, [id]);
    await resolve(hashOf(key));
    expect(Date.parse((await lastUse())!)).toBeGreaterThanOrEqual(Date.parse(first!));
  });

  it('is refused when it would be good for nothing, for something else, or for the past', async () => {
    for (const wrong of [{ scopes: [] }, { scopes: ['emperor'] }, { scopes: ['admin', 'admin'] }, { name: '' }, { expiresAt: 'soon' }]) {
      await expect(admin().create({ ...aRequest, ...wrong } as never)).rejects.toMatchObject({ code: 'invalid' });
    }
    await expect(admin().create({ ...aRequest, expiresAt: '2020-01-01' })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'alreadyExpired',
    });
  });
});

describe('the list of keys', () => {
  it('goes page by page, the newest first, through what is not revoked, and never shows a key', async () => {
    const made = [];
    for (const name of ['a', 'b', 'c', 'd']) made.push(await admin().create({ ...aRequest, name }));
    await admin().revoke({ keyId: made[2]!.id });
    const first = await admin().list({ limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual(['d', 'b']);
    const second = await admin().list({ limit: 1, cursor: first.next! });
    expect(second.items.map(({ name }) => name)).toEqual(['a']);
    const shown = JSON.stringify([first, second]);
    for (const { key } of made) {
      expect(shown).not.toContain(key);
      expect(shown).not.toContain(hashOf(key));
    }
  });

  it('ends', async () => {
    const { items, next } = await admin().list({ limit: 100 });
    expect(next).toBeNull();
    expect(items.at(-1)).toMatchObject({ name: 'bootstrap', scopes: ['admin'] });
  });
});

describe('who may manage keys', () => {
  const users = ROLES.map((role): [string, Caller] => [`a user who is ${role}`, aUser('somebody', ...([role] as Role[]))]);
  const servers = SCOPES.map((scope): [string, Caller] => [`a key with ${scope}`, aKey(scope)]);
  const callers: [string, Caller][] = [['nobody', nobody], ...users, ...servers];

  it.each(callers)('%s', async (name, caller) => {
    const as = identity.as(caller, keys);
    const refusal = caller.kind === 'nobody' ? { kind: 'unauthenticated' } : { kind: 'denied' };
    const attempts = [() => as.create(aRequest), () => as.list({}), () => as.revoke({ keyId: 'nothing' })];
    for (const attempt of attempts) {
      const outcome = await attempt().then(
        () => 'done',
        (error: { kind: string; code: string }) => error,
      );
      if (name.endsWith('admin'))
        expect(outcome === 'done' || outcome).toEqual(outcome === 'done' ? true : expect.objectContaining(unknownKey));
      else expect(outcome).toMatchObject(refusal);
    }
  });
});
