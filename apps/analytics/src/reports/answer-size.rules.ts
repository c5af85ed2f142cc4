import { whatFits } from '@bilten/platform/contracts/answer-size.js';

/** What one list of an answer may take, so that all of the answer fits a message of a plain nats-server (1 MB). */
const LIST_BYTES = 220_000;

/** As much of a list, from its beginning, as an answer of several lists can hold. */
export const listThatFits = <T>(rows: readonly T[]): T[] => whatFits(rows, LIST_BYTES);

/** The same from its end: of a timeline the newest. */
export const newestThatFit = <T>(rows: readonly T[]): T[] => listThatFits(rows.toReversed()).toReversed();
