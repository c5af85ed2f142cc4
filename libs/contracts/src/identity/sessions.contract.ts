import { anyone } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Email, Meaning, Moment, Nested, Text } from '../kit/fields.js';
import { post } from '../kit/http.js';
import { UserView } from './user-view.js';

export class SignIn {
  @Email() email: string;
  @Text({ max: 128, secret: true }) password: string;
}
export class Refresh {
  @Text({ max: 500, secret: true }) refreshToken: string;
}
export class SignOut {
  @Text({ max: 500, secret: true }) refreshToken: string;
}
export class SessionView {
  @Text({ max: 4_000 }) @Meaning('A JWT (EdDSA) for `Authorization: Bearer`.') token: string;
  @Moment() @Meaning('When the token ends; 15 minutes after it was made.') expiresAt: string;
  @Text({ max: 500 })
  @Meaning('Gets the next token; good for 7 days, and for 7 more whenever it is used a day or more after the last extension.')
  refreshToken: string;
  @Nested(() => UserView) user: UserView;
}

/** How a person becomes known, stays known, and leaves. */
export const sessions = defineService('identity.sessions', {
  signIn: {
    summary: 'Sign in with e-mail and password',
    http: post('/auth/sign-in', { status: 200 }),
    access: anyone,
    request: SignIn,
    response: SessionView,
    // The password takes its time to check, on purpose, and more so when many sign in at once.
    faults: { wrongCredentials: 'unauthenticated', suspended: 'denied' },
    deadlineMs: 10_000,
  },
  refresh: {
    summary: 'Get the next token',
    http: post('/auth/refresh', { status: 200 }),
    access: anyone,
    request: Refresh,
    response: SessionView,
    faults: { unknownSession: 'unauthenticated' },
  },
  signOut: {
    summary: 'End a session',
    http: post('/auth/sign-out', { status: 200, message: 'Signed out' }),
    access: anyone,
    request: SignOut,
  },
});
export type SessionsApi = Api<typeof sessions>;
