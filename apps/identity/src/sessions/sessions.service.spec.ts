import { me } from '@bilten/contracts/identity/me.contract.js';
import { sessions } from '@bilten/contracts/identity/sessions.contract.js';
import { verification } from '@bilten/contracts/identity/verification.contract.js';
import { aKey, aUser, nobody, type TestService } from '@bilten/platform/testing/test-service.js';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUser, ADMIN, databaseOf, signInTo, startIdentity } from '../testing/test-identity.js';

let identity: TestService;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const verify = async (token: string, audience = 'bilten') => {
  const jwks = (await identity.as(nobody, verification).jwks({})) as unknown as JSONWebKeySet;
  return jwtVerify(token, createLocalJWKSet(jwks), {
    algorithms: ['EdDSA'],
    issuer: 'bilten',
    audience,
    requiredClaims: ['exp', 'sub', 'iat'],
  });
};

describe('signing in', () => {
  it('gives a token that the public keys verify and that says who and what', async () => {
    const { token, expiresAt, user } = await signInTo(identity, ADMIN);
    const { payload } = await verify(token);
    expect(payload).toMatchObject({ sub: user.id, roles: ['user', 'admin'], iss: 'bilten', aud: 'bilten' });
    expect(payload.exp! - payload.iat!).toBe(900);
    expect(new Date(payload.exp! * 1_000).toISOString()).toBe(expiresAt);
    expect(user).toEqual({ id: user.id, email: 'admin@bilten.test', name: 'Administrator', roles: ['user', 'admin'] });
  });

  it('does not mind the case of the address', async () => {
    await expect(signInTo(identity, { ...ADMIN, email: 'ADMIN@BILTEN.TEST' })).resolves.toMatchObject({
      user: { email: 'admin@bilten.test' },
    });
  });

  it('puts the roles that a user has into the token, and no others', async () => {
    const user = await addUser(identity, 'analyst@bilten.test', 'analyst', 'support', 'emperor' as never);
    const { token } = await signInTo(identity, user);
    expect((await verify(token)).payload['roles']).toEqual(['user', 'analyst', 'support']);
  });

  it('refuses a wrong password and an unknown address in the same words', async () => {
    const refusal = { kind: 'unauthenticated', code: 'wrongCredentials', message: 'E-mail or password is wrong' };
    await expect(signInTo(identity, { ...ADMIN, password: 'wrong' })).rejects.toMatchObject(refusal);
    await expect(signInTo(identity, { ...ADMIN, email: 'unknown@bilten.test' })).rejects.toMatchObject(refusal);
    await expect(signInTo(identity, { ...ADMIN, email: 'jörg@bilten.test' })).rejects.toMatchObject(refusal);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const [unknown, wrong] = [[] as number[], [] as number[]];
    for (let round = 0; round < 6; round += 1) {
      unknown.push(await timeOf(() => signInTo(identity, { ...ADMIN, email: 'unknown@bilten.test' })));
      wrong.push(await timeOf(() => signInTo(identity, { ...ADMIN, password: 'wrong' })));
    }
    // Noise only adds: the quickest of a few is the time that the work takes.
    const ratio = Math.min(...unknown) / Math.min(...wrong);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  it('refuses who is suspended, but only after the right password', async () => {
    const user = await addUser(identity, 'suspended@bilten.test');
    await databaseOf(identity).query('update users set banned = true where id = $1', [user.id]);
    await expect(signInTo(identity, user)).rejects.toMatchObject({ kind: 'denied', code: 'suspended' });
    await expect(signInTo(identity, { ...user, password: 'wrong' })).rejects.toMatchObject({ code: 'wrongCredentials' });
  });

  it('keeps neither passwords nor refresh tokens nor addresses of devices readable', async () => {
    const { refreshToken } = await signInTo(identity, ADMIN);
    const rows = JSON.stringify([
      await databaseOf(identity).query('select * from users, accounts'),
      await databaseOf(identity).query('select * from user_sessions'),
      await databaseOf(identity).query('select * from signing_keys'),
    ]);
    expect(rows).not.toContain(refreshToken);
    expect(rows).not.toContain(ADMIN.password);
    expect(rows).not.toContain('\\"d\\"');
  });
});

describe('a session', () => {
  it('gives the next token, with the roles of now', async () => {
    const user = await addUser(identity, 'promoted@bilten.test');
    const { refreshToken } = await signInTo(identity, user);
    await databaseOf(identity).query(`update users set role = 'sales' where id = $1`, [user.id]);
    const next = await identity.as(nobody, sessions).refresh({ refreshToken });
    expect((await verify(next.token)).payload).toMatchObject({ sub: user.id, roles: ['user', 'sales'] });
    expect(next).toMatchObject({ refreshToken, user: { id: user.id, roles: ['user', 'sales'] } });
  });

  it('is over after signing out, and signing out twice is no failure', async () => {
    const { refreshToken } = await signInTo(identity, ADMIN);
    await identity.as(nobody, sessions).signOut({ refreshToken });
    await identity.as(nobody, sessions).signOut({ refreshToken });
    await expect(identity.as(nobody, sessions).refresh({ refreshToken })).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'unknownSession',
    });
  });

  it('lives on while it is used', async () => {
    const user = await addUser(identity, 'faithful@bilten.test');
    const { refreshToken } = await signInTo(identity, user);
    await databaseOf(identity).query(`update user_sessions set expires_at = now() + interval '5 days' where user_id = $1`, [user.id]);
    await identity.as(nobody, sessions).refresh({ refreshToken });
    const [{ days }] = await databaseOf(identity).query(
      'select extract(epoch from expires_at - now()) / 86400 as days from user_sessions where user_id = $1',
      [user.id],
    );
    expect(Number(days)).toBeCloseTo(7, 1);
    await expect(identity.as(nobody, sessions).refresh({ refreshToken })).resolves.toMatchObject({ user: { id: user.id } });
  });

  it('is over when its time is', async () => {
    const user = await addUser(identity, 'late@bilten.test');
    const { refreshToken } = await signInTo(identity, user);
    await databaseOf(identity).query(`update user_sessions set expires_at = now() - interval '1 second' where user_id = $1`, [user.id]);
    await expect(identity.as(nobody, sessions).refresh({ refreshToken })).rejects.toMatchObject({ code: 'unknownSession' });
  });

  it('does not open by the token in the table, nor by a forged one', async () => {
    const user = await addUser(identity, 'stolen@bilten.test');
    const { refreshToken } = await signInTo(identity, user);
    const [{ token }] = await databaseOf(identity).query('select token from user_sessions where user_id = $1', [user.id]);
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${'A'.repeat(43)}=`,
      `${refreshToken}x`,
      'nothing',
      'ü.ü',
      '%',
      'a b',
      'a\nb',
      '中文',
    ]) {
      await expect(identity.as(nobody, sessions).refresh({ refreshToken: forged })).rejects.toMatchObject({ code: 'unknownSession' });
    }
  });

  it('opens for each of many sessions of many users', async () => {
    const users = await Promise.all([1, 2].map((n) => addUser(identity, `user${n}@bilten.test`)));
    for (const user of users) {
      for (let round = 0; round < 4; round += 1) {
        const { refreshToken } = await signInTo(identity, user);
        await expect(identity.as(nobody, sessions).refresh({ refreshToken })).resolves.toMatchObject({ user: { id: user.id } });
      }
    }
  });
});

describe('the caller about the caller', () => {
  it('sees itself', async () => {
    const { user } = await signInTo(identity, ADMIN);
    await expect(identity.as(aUser(user.id), me).find({})).resolves.toEqual(user);
  });

  it('is nobody without signing in, nor as a key, nor when it is gone', async () => {
    await expect(identity.as(nobody, me).find({})).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(identity.as(aKey('analytics:read'), me).find({})).rejects.toMatchObject({ code: 'denied' });
    await expect(identity.as(aKey('admin'), me).find({})).rejects.toMatchObject({ kind: 'missing', code: 'unknownUser' });
    await expect(identity.as(aUser('gone'), me).find({})).rejects.toMatchObject({ kind: 'missing', code: 'unknownUser' });
  });
});

async function timeOf(refused: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await refused().catch(() => undefined);
  return performance.now() - start;
}
