import { type Refresh, sessions, type SessionView, type SignIn, type SignOut } from '@bilten/contracts/identity/sessions.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { Injectable } from '@nestjs/common';
import { isAPIError } from 'better-auth/api';
import type { Auth } from '../auth/auth.js';
import { InjectAuth } from '../auth/auth.provider.js';
import { type AuthUser, viewOf } from '../users/user.rules.js';
import { Tokens } from './tokens.js';

/** Where better-auth's `bearer` plugin leaves the signed form of a session's token. */
const SESSION_HEADER = 'set-auth-token';

/** A session lives in better-auth; the refresh token is its signed token, so that a look at the table does not give one. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectAuth() private readonly auth: Auth,
    private readonly tokens: Tokens,
  ) {}

  async signIn({ email, password }: SignIn): Promise<SessionView> {
    const { headers, response } = await this.auth.api.signInEmail({ body: { email, password }, returnHeaders: true }).catch(refuse);
    return this.viewOf(response.user, headers.get(SESSION_HEADER)!);
  }

  async refresh({ refreshToken }: Refresh): Promise<SessionView> {
    const found = await this.auth.api.getSession({ headers: bearing(refreshToken) });
    if (!found) throw fault(sessions.refresh, 'unknownSession', 'This session is over; sign in again');
    return this.viewOf(found.user, refreshToken);
  }

  /** Says nothing of whether there was such a session. */
  async signOut({ refreshToken }: SignOut): Promise<void> {
    await this.auth.api.signOut({ headers: bearing(refreshToken) });
  }

  private async viewOf(user: AuthUser, refreshToken: string): Promise<SessionView> {
    return { ...(await this.tokens.issueTo(user)), refreshToken, user: viewOf(user) };
  }
}

/** What no header can carry is no token of ours: an empty one opens nothing, as any that is wrong. */
const bearing = (token: string) => new Headers({ authorization: `Bearer ${/^[!-~]+$/.test(token) ? token : ''}` });

/** better-auth hashes the password for an unknown address too, so both refusals take the same time. */
function refuse(error: unknown): never {
  const code = isAPIError(error) ? error.body?.code : undefined;
  if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'INVALID_EMAIL')
    throw fault(sessions.signIn, 'wrongCredentials', 'E-mail or password is wrong');
  if (code === 'BANNED_USER') throw fault(sessions.signIn, 'suspended', 'This account is suspended');
  throw error;
}
