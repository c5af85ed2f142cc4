import { fieldsOf } from '@bilten/contracts/kit/fields.js';
import type { Shape } from '@bilten/contracts/kit/contract.js';
import { judge } from '@bilten/contracts/kit/judge.js';
import type { Provider } from '@nestjs/common';

/** The environment of this process, or what a test gives in its place. */
export type Environment = Readonly<Record<string, string | undefined>>;
export const ENVIRONMENT = Symbol('environment');
/** The one place that touches it. */
export const processEnvironment = (): Environment => process.env;

const variables = new Map<Shape, Map<string, string>>();

/** Reads the field from this environment variable. */
export const Env =
  (variable: string): PropertyDecorator =>
  (target, name) => {
    const shape = target.constructor as Shape;
    variables.set(shape, (variables.get(shape) ?? new Map<string, string>()).set(String(name), variable));
  };

/** Every config class that this process knows, each with the variables that it reads. */
export const configClasses = (): ReadonlyMap<Shape, ReadonlyMap<string, string>> => variables;

/** A config class filled from the environment, and all that is wrong with it. */
export function readConfig<T extends object>(shape: Shape<T>, env: Environment): { config: T; wrong: string[] } {
  const names = variables.get(shape) ?? new Map<string, string>();
  const given = { ...new shape() } as Record<string, unknown>;
  for (const [field, variable] of names) {
    const text = env[variable];
    if (text !== undefined && text !== '') given[field] = typed(text, fieldsOf(shape).get(field)?.schema['type']);
  }
  const judged = judge(shape, given);
  if (judged.ok) return { config: judged.value, wrong: [] };
  const wrong = judged.problems.map(({ detail, pointer }) => {
    const variable = names.get(pointer.slice(1)) ?? pointer;
    const text = env[variable];
    const isSecret = fieldsOf(shape).get(pointer.slice(1))?.schema['format'] === 'password';
    const said = text ? (isSecret ? '' : `, not "${text}"`) : ', and is not set';
    return `${variable}: ${detail.replace(pointer.slice(1), 'it')}${said}`;
  });
  return { config: given as T, wrong };
}

function typed(text: string, type: unknown): unknown {
  if (type === 'integer' || type === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  return type === 'array'
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : text;
}

/** Refuses to go on with a wrong setting, and lists every wrong one at once. */
export function checkConfigs(env: Environment, shapes: Iterable<Shape> = variables.keys()) {
  const wrong = [...shapes].flatMap((shape) => readConfig(shape, env).wrong);
  if (wrong.length > 0) throw new Error(`Settings that cannot be used:\n  ${wrong.join('\n  ')}`);
}

/** Makes a config class injectable by its own name. */
export const provideConfig = <T extends object>(shape: Shape<T>): Provider => ({
  provide: shape,
  useFactory: (env: Environment) => readConfig(shape, env).config,
  inject: [ENVIRONMENT],
});
