import type { Jwks, VerificationApi } from '@bilten/contracts/identity/verification.contract.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '../gateway.config.js';
import { Tokens } from './tokens.js';

const pair = await generateKeyPair('EdDSA', { extractable: true });
const other = await generateKeyPair('EdDSA', { extractable: true });
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };

let asked = 0;
const identity = { jwks: async () => (asked++, { keys: [jwk] } as unknown as Jwks) } as unknown as VerificationApi;
let tokens: Tokens;
beforeEach(() => {
  asked = 0;
  tokens = new Tokens(identity, new GatewayConfig());
});

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
interface Changes {
  key?: Key;
  kid?: string;
  issuer?: string;
  audience?: string;
  expires?: string | number;
  subject?: string;
}
const aToken = ({
  key = pair.privateKey,
  kid = 'k1',
  issuer = 'bilten',
  audience = 'bilten',
  expires = '15m',
  subject = 'u-1',
}: Changes = {}) =>
  new SignJWT({ roles: ['user', 'analyst', 'emperor'] })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);

describe('a bearer token', () => {
  it('says who its bearer is, with the roles that exist', async () => {
    expect(await tokens.callerOf(await aToken())).toEqual({ kind: 'user', id: 'u-1', roles: ['user', 'analyst'] });
  });

  it('is verified without asking identity each time', async () => {
    await tokens.callerOf(await aToken());
    await tokens.callerOf(await aToken());
    expect(asked).toBe(1);
  });

  it.each<[string, Changes]>([
    ['of another key', { key: other.privateKey }],
    ['of an unknown key id', { kid: 'k9' }],
    ['of another issuer', { issuer: 'somebody' }],
    ['for another audience', { audience: 'somewhere' }],
    ['that has expired', { expires: Math.floor(Date.now() / 1_000) - 10 }],
  ])('%s is refused', async (_what, changes) => {
    await expect(tokens.callerOf(await aToken(changes))).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290IiwiaXNzIjoiYmlsdGVuIiwiYXVkIjoiYmlsdGVuIn0.'])(
    'that is none (%s) is refused',
    async (text) => {
      await expect(tokens.callerOf(text)).rejects.toMatchObject({ kind: 'unauthenticated' });
    },
  );
});
