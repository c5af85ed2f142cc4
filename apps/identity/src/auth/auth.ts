import { log } from '@bilten/platform/telemetry/log.js';
import { betterAuth } from 'better-auth';
import { admin } from 'better-auth/plugins/admin';
import { bearer } from 'better-auth/plugins/bearer';
import { jwt } from 'better-auth/plugins/jwt';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { ACCOUNTS, ADMIN_SCHEMA, JWT_SCHEMA, SESSIONS, USERS, VERIFICATIONS } from './tables.js';

const DAY = 86_400;

export interface AuthParts {
  /** Connections whose search path is the schema `identity`. */
  readonly pool: Pool;
  /** Signs refresh tokens and encrypts the private keys that sign access tokens. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
}

/** better-auth as a library in this process: it has no routes of its own, the contracts call it. */
export const createAuth = ({ pool, secret, issuer, audience }: AuthParts) =>
  betterAuth({
    // Cookies and links need it; no contract uses either.
    baseURL: 'http://identity.invalid',
    secret,
    database: pool,
    user: USERS,
    session: { ...SESSIONS, expiresIn: 7 * DAY, updateAge: DAY },
    account: ACCOUNTS,
    verification: VERIFICATIONS,
    emailAndPassword: { enabled: true, disableSignUp: true },
    advanced: { database: { generateId: () => uuidv7() }, ipAddress: { disableIpTracking: true } },
    logger: { level: 'error', log: (_level, message, ...details) => log.error({ details }, message) },
    telemetry: { enabled: false },
    plugins: [
      bearer({ requireSignature: true }),
      admin({ schema: ADMIN_SCHEMA }),
      jwt({
        schema: JWT_SCHEMA,
        jwt: { issuer, audience },
        jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' }, rotationInterval: 90 * DAY, gracePeriod: DAY },
        disableSettingJwtHeader: true,
      }),
    ],
  });
export type Auth = ReturnType<typeof createAuth>;
