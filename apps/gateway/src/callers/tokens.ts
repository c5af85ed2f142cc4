import { type Caller, type Role, ROLES } from '@bilten/contracts/kit/access.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { verification, type VerificationApi } from '@bilten/contracts/identity/verification.contract.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { GatewayConfig } from '../gateway.config.js';

const ASK_AGAIN_MS = 10_000;
/** A key that identity has withdrawn is trusted no longer than this. */
const TRUST_KEYS_MS = 600_000;

/** Bearer tokens: EdDSA JWTs of identity, verified here by its public keys. */
@Injectable()
export class Tokens {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private askedAt = 0;

  constructor(
    @InjectClient(verification) private readonly identity: VerificationApi,
    private readonly config: GatewayConfig,
  ) {}

  async callerOf(token: string): Promise<Caller> {
    const payload = await this.verify(token);
    const roles = Array.isArray(payload['roles']) ? payload['roles'].filter(isRole) : [];
    if (!payload.sub) throw refused();
    return { kind: 'user', id: payload.sub, roles };
  }

  private async verify(token: string): Promise<JWTPayload> {
    try {
      return await this.verifyWith(await this.publicKeys(), token);
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.mayAskAgain()) throw refused();
    }
    // The key may be newer than what we know: identity rotates them.
    return this.verifyWith(await this.askForKeys(), token).catch((error: unknown) => {
      throw error instanceof Fault ? error : refused();
    });
  }

  private async verifyWith(keys: ReturnType<typeof createLocalJWKSet>, token: string) {
    const { issuer, audience } = this.config;
    return (await jwtVerify(token, keys, { algorithms: ['EdDSA'], issuer, audience, requiredClaims: ['exp', 'sub'] })).payload;
  }

  private async publicKeys() {
    return this.keys && Date.now() - this.askedAt < TRUST_KEYS_MS ? this.keys : this.askForKeys();
  }

  /** The keys that are known stay until there are others. */
  private async askForKeys() {
    this.askedAt = Date.now();
    const { keys } = await this.identity.jwks({});
    return (this.keys = createLocalJWKSet({ keys } as unknown as JSONWebKeySet));
  }

  private mayAskAgain = () => Date.now() - this.askedAt > ASK_AGAIN_MS;
}

const isRole = (role: unknown): role is Role => ROLES.includes(role as Role);
const refused = () => commonFault('unauthenticated', 'This token is not valid, or not any more');
