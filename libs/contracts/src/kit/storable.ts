const MAX_DEPTH = 32;
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Whether stores and streams can hold all its text as it is: no NUL, no half of a surrogate pair, no bottomless nesting. */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.entries(value).every(([name, part]) => isStorable(name) && isStorable(part, depth + 1));
}
