/** What one list of an answer may take, so that all of the answer fits a message of a plain nats-server (1 MB). */
const LIST_BYTES = 220_000;

/** As much of a list, from its beginning, as an answer can hold. */
export function whatFits<T>(rows: readonly T[], maxBytes = LIST_BYTES): T[] {
  let bytes = 0;
  const tooFar = rows.findIndex((row) => (bytes += Buffer.byteLength(JSON.stringify(row)) + 1) > maxBytes);
  return tooFar < 0 ? [...rows] : rows.slice(0, tooFar);
}

/** The same from its end: of a timeline the newest. */
export const newestThatFit = <T>(rows: readonly T[]): T[] => whatFits(rows.toReversed()).toReversed();
