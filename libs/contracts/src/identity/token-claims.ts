import type { Role } from '../kit/access.js';

/** What a token says of its bearer. `iss` and `aud` are settings of identity (`BILTEN_ISSUER`, `BILTEN_AUDIENCE`). */
export interface TokenClaims {
  /** The user's id. */
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly iss: string;
  readonly aud: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
}
/** Tokens are signed with Ed25519 and with nothing else. */
export const TOKEN_ALGORITHM = 'EdDSA';
