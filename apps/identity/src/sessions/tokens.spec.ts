import { verification } from '@bilten/contracts/identity/verification.contract.js';
import { startService } from '@bilten/platform/run-service.js';
import { nobody, testEnvironment, type TestService } from '@bilten/platform/testing/test-service.js';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';
import { SETTINGS, startIdentity } from '../testing/test-identity.js';
import { Tokens } from './tokens.js';

let identity: TestService;
beforeAll(async () => {
  identity = await startIdentity({ BILTEN_ISSUER: 'https://bilten.test', BILTEN_AUDIENCE: 'the-platform' });
});
afterAll(() => identity.stop());

const somebody = { id: 'u1', email: 'u1@bilten.test', name: 'One' };
const publicKeys = async () => (await identity.as(nobody, verification).jwks({})) as unknown as JSONWebKeySet;
const issuer = { issuer: 'https://bilten.test', audience: 'the-platform' };

it('shows public keys and nothing of the private ones', async () => {
  const { keys } = await publicKeys();
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0]!).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'x']);
  expect(keys[0]).toMatchObject({ alg: 'EdDSA', crv: 'Ed25519', kty: 'OKP' });
});

it('names issuer and audience as they are set', async () => {
  const { token } = await identity.running.app.get(Tokens).issueTo(somebody);
  await expect(jwtVerify(token, createLocalJWKSet(await publicKeys()), issuer)).resolves.toMatchObject({
    payload: { sub: 'u1', roles: ['user'] },
  });
  await expect(jwtVerify(token, createLocalJWKSet(await publicKeys()), { issuer: 'bilten' })).rejects.toThrow('"iss"');
});

it('goes on with a new key when the secret has changed, and still vouches for the tokens of the old one', async () => {
  const before = await identity.running.app.get(Tokens).issueTo(somebody);
  const { BILTEN_INTERNAL_SECRET: _, ...servers } = testEnvironment(identity.database, identity.server);
  const secret = 'another secret, after the first one leaked';
  const other = await startService('identity', AppModule, {
    ...servers,
    ...SETTINGS,
    BILTEN_ISSUER: issuer.issuer,
    BILTEN_AUDIENCE: issuer.audience,
    BILTEN_INTERNAL_SECRET: secret,
  });
  const after = await other.app.get(Tokens).issueTo(somebody);
  await other.stop();
  expect(decodeProtectedHeader(after.token).kid).not.toBe(decodeProtectedHeader(before.token).kid);
  const keys = createLocalJWKSet(await publicKeys());
  await expect(jwtVerify(before.token, keys, issuer)).resolves.toBeDefined();
  await expect(jwtVerify(after.token, keys, issuer)).resolves.toBeDefined();
});
