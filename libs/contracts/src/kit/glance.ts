import type { Shape } from './contract.js';
import { fieldsOf } from './fields.js';

/**
 * Whether a request is right at first glance: a yes is sure, a no says nothing. Most requests are right, and class-validator
 * takes ten times as long to say so; it is asked only for the others, for it knows what is wrong with them.
 */
export function isRightAtAGlance(shape: Shape, plain: Readonly<Record<string, unknown>>): boolean {
  const fields = fieldsOf(shape);
  for (const name in plain) if (!fields.has(name)) return false;
  for (const [name, { optional, surely }] of fields) {
    const value = Object.hasOwn(plain, name) ? plain[name] : undefined;
    if (value === undefined ? !optional : !surely?.(value)) return false;
  }
  return true;
}
