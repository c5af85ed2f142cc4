import { type Reach, reachOf as reachFrom } from '@bilten/contracts/kit/access.js';
import type { Contract } from '@bilten/contracts/kit/contract.js';
import { currentContext } from './context.js';

/** Whose objects the caller at hand may touch through this contract. Stores put it in their WHERE, as it is. */
export const reachOf = ({ access }: Contract): Reach => reachFrom(access, currentContext().caller);

/** The caller at hand in one word, for histories: `user:<id>`, `key:<id>`, `service:<name>` or `nobody`. */
export function actor(): string {
  const { caller } = currentContext();
  return caller.kind === 'nobody' ? caller.kind : `${caller.kind}:${caller.id}`;
}
