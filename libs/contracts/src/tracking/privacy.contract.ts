import { selfOr } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Id, Meaning, Moment, Text, Whole } from '../kit/fields.js';
import { del } from '../kit/http.js';

export class EraseUser {
  @Id() userId: string;
}
/** What was removed, by store. */
export class ErasureReceipt {
  @Text() userId: string;
  @Moment() erasedAt: string;
  @Whole() @Meaning('Rows removed from the journal.') journal: number;
  @Whole() @Meaning('Rows removed from the event store.') eventStore: number;
}

export const privacy = defineService('tracking.privacy', {
  erase: {
    summary: "Erase a user's events from every store",
    http: del('/tracking/user/:userId', { message: 'User data deleted' }),
    access: selfOr('admin'),
    request: EraseUser,
    response: ErasureReceipt,
    faults: { stillErasing: 'unavailable' },
    deadlineMs: 60_000,
  },
});
export type PrivacyApi = Api<typeof privacy>;
