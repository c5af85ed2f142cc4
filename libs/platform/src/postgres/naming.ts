import { DefaultNamingStrategy, type Table, type View } from 'typeorm';

type Named = Table | View | string;

/** Columns in snake_case, and for the rest the names that Postgres itself gives: a migration in plain SQL need not name them. */
export class PostgresNaming extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined, prefixes: string[]) {
    return given ?? snake([...prefixes, property].join('_'));
  }
  override primaryKeyName(table: Named) {
    return `${bare(table)}_pkey`;
  }
  override uniqueConstraintName(table: Named, columns: string[]) {
    return [bare(table), ...columns, 'key'].join('_');
  }
  override foreignKeyName(table: Named, columns: string[]) {
    return [bare(table), ...columns, 'fkey'].join('_');
  }
  override indexName(table: Named, columns: string[]) {
    return [bare(table), ...columns, 'idx'].join('_');
  }
}

// TypeORM gives a table with its schema in front.
const bare = (table: Named) => (typeof table === 'string' ? table : table.name).split('.').at(-1)!;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
