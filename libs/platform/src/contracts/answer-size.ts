/** An answer fits a NATS message of 1 MB with room to spare. */
const ANSWER_BYTES = 700_000;

/** As many of the first as fit an answer, or a part of one; always one, so that whoever reads on gets on. */
export function whatFits<T>(items: readonly T[], maxBytes = ANSWER_BYTES): T[] {
  let bytes = 0;
  const tooFar = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > maxBytes);
  return tooFar === -1 ? [...items] : items.slice(0, Math.max(tooFar, 1));
}
