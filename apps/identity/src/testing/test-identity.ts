import type { Role } from '@bilten/contracts/kit/access.js';
import { sessions } from '@bilten/contracts/identity/sessions.contract.js';
import type { Environment } from '@bilten/platform/config/env.js';
import { nobody, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import type { Auth } from '../auth/auth.js';
import { AUTH } from '../auth/auth.provider.js';

export const ADMIN = { email: 'Admin@bilten.test', password: 'the first password of all' };
export const BOOTSTRAP_KEY = `bk_${'aB3'.repeat(13)}x`;
export const SETTINGS: Environment = {
  BILTEN_ADMIN_EMAIL: ADMIN.email,
  BILTEN_ADMIN_PASSWORD: ADMIN.password,
  BILTEN_API_KEY: BOOTSTRAP_KEY,
};

/** Identity with its first admin and its first key. */
export const startIdentity = (settings: Environment = {}) => startTestService('identity', AppModule, { ...SETTINGS, ...settings });

export const databaseOf = ({ running }: Pick<TestService, 'running'>) => running.app.get(DataSource);

/** Somebody who can sign in. */
export async function addUser(identity: TestService, email: string, ...roles: Role[]) {
  const password = `the password of ${email}`;
  const { user } = await identity.running.app.get<Auth>(AUTH).api.createUser({ body: { email, password, name: 'Somebody' } });
  await databaseOf(identity).query('update users set role = $2 where id = $1', [user.id, roles.join(',')]);
  return { id: user.id, email, password };
}

export const signInTo = (identity: TestService, { email, password }: { email: string; password: string }) =>
  identity.as(nobody, sessions).signIn({ email, password });
