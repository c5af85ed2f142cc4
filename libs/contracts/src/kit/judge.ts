import { type ValidationError, validateSync } from 'class-validator';
import type { Answer, Shape } from './contract.js';
import { fieldsOf } from './fields.js';

/** One thing wrong with a request: what, and where (a JSON pointer, RFC 6901). */
export interface Problem {
  readonly detail: string;
  readonly pointer: string;
}
export type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: Problem[] };

/** Makes an instance of the class out of plain JSON and says everything that is wrong with it. Unknown fields are wrong. */
export function judge<T extends object>(shape: Shape<T>, plain: unknown): Judged<T> {
  if (!isPlain(plain)) return { ok: false, problems: [{ detail: 'must be a JSON object', pointer: '' }] };
  const value = instantiate(shape, plain);
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  return errors.length === 0 ? { ok: true, value } : { ok: false, problems: problemsOf(errors, '') };
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function instantiate<T extends object>(shape: Shape<T>, plain: Record<string, unknown>): T {
  const fields = fieldsOf(shape);
  const instance = new shape();
  for (const [name, given] of Object.entries(plain)) {
    if (given === null && fields.get(name)?.optional) continue;
    const nested = fields.get(name)?.nested?.();
    const value = nested ? instantiateNested(nested, given) : given;
    Object.defineProperty(instance, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return instance;
}

const instantiateNested = (shape: Shape, given: unknown): unknown =>
  Array.isArray(given) ? given.map((item) => instantiateNested(shape, item)) : isPlain(given) ? instantiate(shape, given) : given;

const problemsOf = (errors: readonly ValidationError[], path: string): Problem[] =>
  errors.flatMap(({ property, constraints, children }) => {
    const pointer = `${path}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(constraints ?? {}).map(([rule, text]) => ({
      detail: rule === 'whitelistValidation' ? `${property} is not a field of this request` : text,
      pointer,
    }));
    return [...own, ...problemsOf(children ?? [], pointer)];
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
