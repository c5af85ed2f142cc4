import { kebab, type Shape } from './contract.js';

/** Something that has happened, told to whoever cares. Past tense, immutable, delivered at least once. */
export interface Fact<T extends object = object> {
  readonly subject: string;
  readonly payload: Shape<T>;
}

/** `defineFacts('commerce', { transactionSettled })` gives the fact the subject `fact.commerce.transaction-settled`. */
export function defineFacts<const F extends Record<string, Shape>>(
  service: string,
  payloads: F,
): { readonly [K in keyof F]: Fact<InstanceType<F[K]>> } {
  const facts = Object.entries(payloads).map(([key, payload]) => [key, { subject: `fact.${service}.${kebab(key)}`, payload }]);
  return Object.fromEntries(facts) as { [K in keyof F]: Fact<InstanceType<F[K]>> };
}

/** A JetStream stream, as data: made and kept true by whichever service starts first. */
export interface Stream {
  readonly name: string;
  readonly subjects: readonly string[];
  /** `work`: a message is gone once its one consumer has acknowledged it. `log`: it stays for its age, for any number of readers. */
  readonly keeps: 'work' | 'log';
  readonly maxAgeHours: number;
  readonly maxBytes: number;
  /** Within this time a repeated message id is stored once. */
  readonly duplicateWindowSeconds: number;
}
