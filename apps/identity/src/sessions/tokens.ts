import type { TokenClaims } from '@bilten/contracts/identity/token-claims.js';
import type { Jwks } from '@bilten/contracts/identity/verification.contract.js';
import { log } from '@bilten/platform/telemetry/log.js';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BetterAuthError } from 'better-auth';
import { DataSource } from 'typeorm';
import type { Auth } from '../auth/auth.js';
import { InjectAuth } from '../auth/auth.provider.js';
import { type AuthUser, rolesOf } from '../users/user.rules.js';

const LIFETIME_S = 15 * 60;

/** Access tokens and the keys that sign them. better-auth makes a key when there is none, and another one every 90 days. */
@Injectable()
export class Tokens implements OnModuleInit {
  constructor(
    @InjectAuth() private readonly auth: Auth,
    private readonly db: DataSource,
  ) {}

  async onModuleInit() {
    await this.sign('nobody', []).catch((error: unknown) => this.retireKeys(error));
  }

  async issueTo({ id, role }: AuthUser) {
    const { token, exp } = await this.sign(id, rolesOf(role));
    return { token, expiresAt: new Date(exp * 1_000).toISOString() };
  }

  async jwks(): Promise<Jwks> {
    const { keys } = await this.auth.api.getJwks();
    return { keys: keys as unknown as Jwks['keys'] };
  }

  private async sign(sub: string, roles: TokenClaims['roles']) {
    const iat = Math.floor(Date.now() / 1_000);
    const exp = iat + LIFETIME_S;
    // better-auth adds `iss` and `aud` out of its settings.
    const payload = { sub, roles, iat, exp } satisfies Omit<TokenClaims, 'iss' | 'aud'>;
    const { token } = await this.auth.api.signJWT({ body: { payload } });
    return { token, exp };
  }

  /** After a change of BILTEN_INTERNAL_SECRET the private keys cannot be read: they sign no more, and a new one takes over. */
  private async retireKeys(error: unknown) {
    if (!(error instanceof BetterAuthError)) throw error;
    log.warn({ err: error }, 'the signing keys cannot be read with this secret; a new one takes over');
    await this.db.query('update signing_keys set expires_at = now() where expires_at is null or expires_at > now()');
    await this.sign('nobody', []);
  }
}
