import 'reflect-metadata';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import type { Shape } from './contract.js';
import { isStorable } from './storable.js';

/** A JSON Schema (2020-12) of one field, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;
export interface Field {
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** The class of a nested object, or of a list's items. */
  readonly nested?: () => Shape;
  /** Tells in no time that a value keeps all rules; a no says nothing. */
  readonly surely?: (value: unknown) => boolean;
}

const fieldsOfClass = new WeakMap<object, Map<string, Field>>();
const known = new WeakMap<Shape, ReadonlyMap<string, Field>>();

/** The declared fields of a class, its parents' first. The one source for validation, response shaping and OpenAPI. */
export function fieldsOf(shape: Shape): ReadonlyMap<string, Field> {
  const remembered = known.get(shape);
  if (remembered) return remembered;
  const parent = Object.getPrototypeOf(shape) as Shape;
  const inherited = typeof parent === 'function' && parent.prototype ? fieldsOf(parent) : new Map<string, Field>();
  const fields = new Map([...inherited, ...(fieldsOfClass.get(shape) ?? [])]);
  // Decorators have run when a class is first asked for.
  known.set(shape, fields);
  return fields;
}

function declare(target: object, name: string, change: (before: Field) => Field) {
  const shape = target.constructor;
  const fields = fieldsOfClass.get(shape) ?? new Map<string, Field>();
  fieldsOfClass.set(shape, fields.set(name, change(fields.get(name) ?? { schema: {}, optional: false })));
}

type Rule = PropertyDecorator;
const field =
  (schema: JsonSchema, rules: readonly Rule[], more: Pick<Field, 'nested' | 'surely'> = {}): PropertyDecorator =>
  (target, name) => {
    declare(target, String(name), (before) => ({ ...before, ...more, schema: { ...schema, ...before.schema } }));
    for (const rule of rules) rule(target, name);
  };

/** May be left out; null counts as left out. */
export const Optional = (): PropertyDecorator => (target, name) => {
  declare(target, String(name), (before) => ({ ...before, optional: true }));
  IsOptional()(target, name);
};

/** Meaning and unit, for the documentation. */
export const Meaning =
  (description: string): PropertyDecorator =>
  (target, name) =>
    declare(target, String(name), (before) => ({ ...before, schema: { ...before.schema, description } }));

const Storable = () =>
  ValidateBy({
    name: 'storable',
    validator: {
      validate: (value) => isStorable(value),
      defaultMessage: (args) => `${args?.property} must be well-formed text without NUL`,
    },
  });

/** An opaque id: any text of 1 to 200 characters. */
export const Id = () => Text({ max: 200 });

/** Text of at least `min` (1) and at most `max` (200) characters. What is `secret` is repeated in no message. */
export const Text = ({ min = 1, max = 200, pattern, secret }: { min?: number; max?: number; pattern?: RegExp; secret?: true } = {}) =>
  field(
    { type: 'string', minLength: min, maxLength: max, ...(pattern && { pattern: pattern.source }), ...(secret && { format: 'password' }) },
    [IsString(), Length(min, max), Storable(), ...(pattern ? [Matches(pattern)] : [])],
    // A character may take two places, so only a minimum of one can be told from the length of the text.
    pattern || min > 1
      ? {}
      : { surely: (value) => typeof value === 'string' && value.length >= min && value.length <= max && isStorable(value) },
  );

/** An e-mail address of at most 320 characters. */
export const Email = () => field({ type: 'string', format: 'email', maxLength: 320 }, [IsString(), Length(3, 320), IsEmail()]);

/** A whole number. */
export const Whole = ({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}) =>
  field({ type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)], {
    surely: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  });

/** Any finite number. For measurements, never for money. */
export const Real = ({ min, max }: { min?: number; max?: number } = {}) =>
  field(
    { type: 'number', ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) },
    [IsNumber(), ...(min !== undefined ? [Min(min)] : []), ...(max !== undefined ? [Max(max)] : [])],
    { surely: (value) => Number.isFinite(value) && (value as number) >= (min ?? -Infinity) && (value as number) <= (max ?? Infinity) },
  );

export const Flag = () => field({ type: 'boolean' }, [IsBoolean()], { surely: (value) => typeof value === 'boolean' });

/** One of a closed list. */
export const OneOf = (values: readonly string[]) =>
  field({ type: 'string', enum: values }, [IsIn(values)], { surely: (value) => values.includes(value as string) });

/** Some of a closed list, at least `min` (0). */
export const SomeOf = (values: readonly string[], { min = 0 }: { min?: number } = {}) =>
  field({ type: 'array', minItems: min, uniqueItems: true, items: { type: 'string', enum: values } }, [
    IsArray(),
    ArrayMinSize(min),
    ArrayUnique(),
    IsIn(values, { each: true }),
  ]);

const MOMENT = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?$/;
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');
/** Milliseconds since 1970. A time without an offset is UTC, wherever this runs. */
export const momentOf = (text: string) =>
  Date.parse(/[Tt ]\d\d:\d\d/.test(text) && !/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);

/** A day of the calendar within the years 1 to 9999 UTC, which is what RFC 3339 can say and all stores can hold. */
export const isMoment = (value: unknown): value is string => {
  if (typeof value !== 'string' || !MOMENT.test(value)) return false;
  const at = momentOf(value);
  // `Date.parse` takes the 30th of February for a day in March.
  const isDay =
    Number(value.slice(8, 10)) <= new Date(Date.UTC(2000 + (Number(value.slice(0, 4)) % 400), Number(value.slice(5, 7)), 0)).getUTCDate();
  return isDay && at >= FIRST_MOMENT && at <= LAST_MOMENT;
};
/** A point in time, RFC 3339; a date alone is its midnight UTC. */
export const Moment = () =>
  field(
    { type: 'string', format: 'date-time' },
    [
      ValidateBy({
        name: 'moment',
        validator: { validate: isMoment, defaultMessage: (args) => `${args?.property} must be an RFC 3339 time` },
      }),
    ],
    { surely: isMoment },
  );

const DECIMAL = /^-?\d{1,14}(?:\.\d{1,6})?$/;
const EXACT_DIGITS = 15;
/** A number of more digits is not the one that was written: it is the nearest that a double can be. */
export const isDecimal = (value: unknown) =>
  (typeof value === 'string' || (typeof value === 'number' && String(value).replace(/\D/g, '').length <= EXACT_DIGITS)) &&
  DECIMAL.test(String(value));
/** An exact decimal with at most 14 digits before and 6 after the point, as a number or, past 15 digits in all, as text. */
export const Decimal = () =>
  field(
    { type: ['number', 'string'] },
    [
      ValidateBy({
        name: 'decimal',
        validator: {
          validate: isDecimal,
          defaultMessage: (args) => `${args?.property} must be a decimal with at most 14 digits before and 6 after the point`,
        },
      }),
    ],
    { surely: isDecimal },
  );

/** Free JSON: an object of the caller's own, of at most `maxBytes` where told. */
export const Json = ({ maxBytes }: { maxBytes?: number } = {}) =>
  field(
    { type: 'object', additionalProperties: true },
    [IsObject(), Storable(), ...(maxBytes === undefined ? [] : [AtMostBytes(maxBytes)])],
    maxBytes === undefined
      ? { surely: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isStorable(value) }
      : {},
  );

const AtMostBytes = (max: number) =>
  ValidateBy({
    name: 'atMostBytes',
    constraints: [max],
    validator: {
      validate: (value) => new TextEncoder().encode(JSON.stringify(value)).length <= max,
      defaultMessage: (args) => `${args?.property} may take at most ${max} bytes of JSON`,
    },
  });

/** Any JSON value at all, for answers whose form the data decides. */
export const Anything = () => field({}, []);

/** A list of texts. */
export const Texts = ({ max = 100, each = 200 }: { max?: number; each?: number } = {}) =>
  field({ type: 'array', maxItems: max, items: { type: 'string', maxLength: each } }, [
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true }),
    Length(1, each, { each: true }),
    Storable(),
  ]);

/** An object of another class. */
export const Nested = (of: () => Shape) => field({}, [IsObject(), ValidateNested()], { nested: of });

/** A list of objects of another class. */
export const Many = (of: () => Shape, { min = 0, max = 1_000 }: { min?: number; max?: number } = {}) =>
  field(
    { type: 'array', minItems: min, maxItems: max },
    [
      IsArray(),
      ArrayMaxSize(max),
      ...(min > 0
        ? [
            ValidateBy({
              name: 'atLeast',
              constraints: [min],
              validator: {
                validate: (value) => Array.isArray(value) && value.length >= min,
                defaultMessage: (args) => `${args?.property} must have at least ${min} item(s)`,
              },
            }),
          ]
        : []),
      IsObject({ each: true }),
      ValidateNested({ each: true }),
    ],
    { nested: of },
  );
