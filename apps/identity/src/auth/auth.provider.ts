import { hkdfSync } from 'node:crypto';
import { PlatformConfig } from '@bilten/platform/config/platform.config.js';
import { Inject, type Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { IdentityConfig } from '../identity.config.js';
import { createAuth } from './auth.js';

export const AUTH = Symbol('auth');
export const InjectAuth = () => Inject(AUTH);

/** better-auth shares the connections of TypeORM: one pool, one search path, one end. */
export const provideAuth: Provider = {
  provide: AUTH,
  inject: [DataSource, PlatformConfig, IdentityConfig],
  useFactory: ({ driver }: DataSource, { internalSecret }: PlatformConfig, { issuer, audience }: IdentityConfig) =>
    createAuth({ pool: (driver as unknown as { master: Pool }).master, secret: secretFrom(internalSecret), issuer, audience }),
};

/** A secret of its own purpose, so that what leaks here opens no seal. */
export const secretFrom = (internalSecret: string) =>
  Buffer.from(hkdfSync('sha256', internalSecret, '', 'bilten identity better-auth', 32)).toString('hex');
