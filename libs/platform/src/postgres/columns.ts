import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm';

/** A point in time, kept to the millisecond: a JavaScript date and a cursor can say all of it. */
export const Instant = (options: ColumnOptions = {}) => Column({ ...options, type: 'timestamptz', precision: 3 });

/** A bigint that is known to fit a JavaScript number: money in minor units, counts. */
export const wholeNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** The condition of a `@Check` for a closed list. */
export const isOneOf = (column: string, values: readonly string[]) => `${column} in (${values.map((value) => `'${value}'`).join(', ')})`;

type PlainValue<V> = V extends Date ? string : V;
type Nullable<T> = { [K in keyof T]-?: null extends T[K] ? K : never }[keyof T];
/** A row as contracts have it. */
export type Plain<T> = { [K in Exclude<keyof T, Nullable<T>>]: PlainValue<T[K]> } & {
  [K in Nullable<T>]?: PlainValue<NonNullable<T[K]>>;
};

/** Turns an entity into a value for outside of its store: nulls are left out, times are RFC 3339. */
export function plain<T extends object>(row: T): Plain<T> {
  const present = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value])) as Plain<T>;
}
