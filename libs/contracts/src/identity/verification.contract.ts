import { type Scope, SCOPES, services } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Id, Many, Meaning, Moment, Optional, SomeOf, Text } from '../kit/fields.js';

export class ResolveKey {
  @Text({ min: 64, max: 64, pattern: /^[0-9a-f]{64}$/ })
  @Meaning('SHA-256 of the key, in hexadecimal. The key itself never travels.')
  keyHash: string;
}
export class ResolvedKey {
  @Id() id: string;
  @SomeOf(SCOPES, { min: 1 }) scopes: Scope[];
  @Optional() @Moment() expiresAt?: string;
}
export class AskJwks {}
/** A public key, RFC 8037. */
export class Jwk {
  @Text() kid: string;
  @Text() kty: string;
  @Text() alg: string;
  @Text() crv: string;
  @Text() x: string;
}
export class Jwks {
  @Many(() => Jwk, { min: 1 }) keys: Jwk[];
}

/** What the gateway asks to know who is calling. */
export const verification = defineService('identity.verification', {
  resolveKey: {
    summary: 'Which API key has this hash',
    access: services,
    request: ResolveKey,
    response: ResolvedKey,
    // Missing, expired and revoked are one answer.
    faults: { unknownKey: 'missing' },
  },
  jwks: {
    summary: 'The keys that verify tokens; a key id that is not among them is a reason to ask again',
    access: services,
    request: AskJwks,
    response: Jwks,
  },
});
export type VerificationApi = Api<typeof verification>;
