import { type ValidationError, validateSync } from 'class-validator';
import type { Answer, Shape } from './contract.js';
import { fieldsOf } from './fields.js';
import { isRightAtAGlance } from './glance.js';

/** One thing wrong with a request: what, and where (a JSON pointer, RFC 6901). */
export interface Problem {
  readonly detail: string;
  readonly pointer: string;
}
/** What is said of a request stays small, however much is wrong with it. */
const MOST_PROBLEMS = 100;
const LONGEST_NAME = 200;
export type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: Problem[] };

/** Makes an instance of the class out of plain JSON and says everything that is wrong with it. Unknown fields are wrong. */
export function judge<T extends object>(shape: Shape<T>, plain: unknown): Judged<T> {
  if (!isPlain(plain)) return { ok: false, problems: [{ detail: 'must be a JSON object', pointer: '' }] };
  if (isRightAtAGlance(shape, plain)) return { ok: true, value: Object.assign(new shape(), plain) };
  const unknown: Problem[] = [];
  const value = instantiate(shape, plain, { path: '', unknown });
  const problems = [...problemsOf(validateSync(value, { forbidUnknownValues: false }), ''), ...unknown];
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems: problems.slice(0, MOST_PROBLEMS) };
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Place {
  readonly path: string;
  /** Collects the fields that no class declares. */
  readonly unknown: Problem[];
}

/** Takes over only what is declared: a field named `constructor` would hide the class and its rules from the validator. */
function instantiate<T extends object>(shape: Shape<T>, plain: Record<string, unknown>, { path, unknown }: Place): T {
  const fields = fieldsOf(shape);
  const instance = new shape();
  for (const [name, given] of Object.entries(plain)) {
    const field = fields.get(name);
    if (!field) unknown.push(unknownField(path, name.slice(0, LONGEST_NAME)));
    else if (given !== null || !field.optional) {
      const value = field.nested ? instantiateNested(field.nested(), given, { path: pointerTo(path, name), unknown }) : given;
      (instance as Record<string, unknown>)[name] = value;
    }
  }
  return instance;
}

const instantiateNested = (shape: Shape, given: unknown, { path, unknown }: Place): unknown =>
  Array.isArray(given)
    ? given.map((item, at) => (isPlain(item) ? instantiate(shape, item, { path: pointerTo(path, String(at)), unknown }) : item))
    : isPlain(given)
      ? instantiate(shape, given, { path, unknown })
      : given;

const unknownField = (path: string, name: string): Problem => ({
  detail: `${name} is not a field of this request`,
  pointer: pointerTo(path, name),
});
const pointerTo = (path: string, name: string) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const problemsOf = (errors: readonly ValidationError[], path: string): Problem[] =>
  errors.flatMap(({ property, constraints, children }) => {
    const pointer = pointerTo(path, property);
    return [...Object.values(constraints ?? {}).map((detail) => ({ detail, pointer })), ...problemsOf(children ?? [], pointer)];
  });

/** Lets out only what the response class declares, whatever the handler returned. */
export function present(answer: Answer | undefined, value: unknown): unknown {
  if (answer === undefined) return undefined;
  if ('list' in answer) return (value as unknown[]).map((row) => shaped(answer.list, row));
  if ('page' in answer) {
    const { items, next } = value as { items: unknown[]; next: string | null };
    return { items: items.map((row) => shaped(answer.page, row)), next };
  }
  return shaped(answer, value);
}

function shaped(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => shaped(shape, item));
  if (!isPlain(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [name, { nested }] of fieldsOf(shape)) {
    const given = value[name];
    if (given !== undefined) out[name] = nested ? shaped(nested(), given) : given;
  }
  return out;
}
