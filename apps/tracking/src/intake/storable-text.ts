const REPLACEMENT = '\uFFFD';

/** NUL and lone surrogates are valid JSON that PostgreSQL cannot hold; they become U+FFFD, as UTF-8 decoders do it. */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', REPLACEMENT) : whole;
}
