import { Text, Whole } from '../kit/fields.js';

/** An amount in the smallest unit of its currency. The limit keeps the sums of a user within the integers that JSON carries exactly. */
export const AmountMinor = () => Whole({ max: 1_000_000_000_000 });

/** An ISO 4217 code: taken in either case, given in upper case. */
export const Currency = () => Text({ min: 3, max: 3, pattern: /^[A-Za-z]{3}$/ });
