import { signedIn } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { get } from '../kit/http.js';
import { UserView } from './user-view.js';

export class FindMe {}

/** The caller about the caller. */
export const me = defineService('identity.me', {
  find: {
    summary: 'Who am I',
    http: get('/me'),
    access: signedIn(),
    request: FindMe,
    response: UserView,
    faults: { unknownUser: 'missing' },
  },
});
export type MeApi = Api<typeof me>;
