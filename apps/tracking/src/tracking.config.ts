import { Meaning, Whole } from '@bilten/contracts/kit/fields.js';
import { Env } from '@bilten/platform/config/env.js';

export class TrackingConfig {
  @Env('INTAKE_WAITING_LIMIT')
  @Whole({ min: 500 })
  @Meaning('Events that may wait in memory for the stream; beyond, clients hear 503.')
  waitingLimit = 50_000;

  @Env('JOURNAL_BATCH_MESSAGES')
  @Whole({ min: 1, max: 5_000 })
  @Meaning('Stream messages that one journal transaction takes, at most.')
  journalMessages = 200;

  @Env('JOURNAL_LINGER_MS')
  @Whole({ min: 1, max: 10_000 })
  @Meaning('How long the journal waits for more before it writes.')
  journalLingerMs = 250;

  @Env('MESSAGE_ID_DAYS')
  @Whole({ min: 7, max: 3_650 })
  @Meaning('How long a message id is remembered: a repeated event counts once for as long.')
  messageIdDays = 30;

  @Env('REJECTED_DAYS')
  @Whole({ min: 1, max: 3_650 })
  @Meaning('How long a rejected event is kept; its count stays.')
  rejectedDays = 30;
}
