import { createHash } from 'node:crypto';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { DataSource, type DataSourceOptions, type EntitySchema, type MigrationInterface } from 'typeorm';
import { DatabaseConfig } from '../config/database.config.js';
import { provideConfig } from '../config/env.js';
import { Health } from '../health/health.js';
import { PostgresNaming } from './naming.js';
import { Outbox, OutboxRelay } from './outbox.js';
import { UnitOfWork } from './unit-of-work.js';

type Class<T> = new () => T;

/** A service's own schema: its entities, its migrations, nobody else's. */
export interface Schema {
  readonly name: string;
  readonly entities: readonly (Class<object> | EntitySchema)[];
  readonly migrations: readonly Class<MigrationInterface>[];
}

/** How TypeORM is told about a schema. Unqualified names in SQL are names of this schema. */
export const dataSourceOptions = ({ name, entities, migrations }: Schema, url: string, poolSize: number): DataSourceOptions => ({
  type: 'postgres',
  url,
  schema: name,
  entities: [...entities],
  migrations: [...migrations],
  migrationsTableName: 'migrations',
  synchronize: false,
  namingStrategy: new PostgresNaming(),
  poolSize,
  applicationName: `bilten-${name}`,
  // Times read as JSON are in the zone of the session, and old ones of most zones have seconds in their offset, which JavaScript does not read.
  extra: { options: `-c search_path=${name},public -c timezone=UTC`, connectionTimeoutMillis: 5_000 },
});

/** Makes the schema and runs its migrations; several replicas that start at once take turns. */
export async function migrate(schema: Schema, url: string) {
  const lock = new pg.Client({ connectionString: url, application_name: `bilten-${schema.name}-migrations` });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [createHash('sha256').update(schema.name).digest().readInt32BE()]);
    await lock.query(`create schema if not exists ${pg.escapeIdentifier(schema.name)}`);
    const db = await new DataSource(dataSourceOptions(schema, url, 1)).initialize();
    try {
      await db.runMigrations({ transaction: 'each' });
    } finally {
      await db.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** Postgres for one service: migrated, injectable as `DataSource`, with a unit of work and an outbox. */
@Global()
@Module({})
export class DatabaseModule {
  static of(schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          extraProviders: [provideConfig(DatabaseConfig)],
          inject: [DatabaseConfig],
          useFactory: async ({ url, poolSize }: DatabaseConfig) => {
            await migrate(schema, url);
            return { ...dataSourceOptions(schema, url, poolSize), retryAttempts: 0 };
          },
        }),
      ],
      providers: [
        provideConfig(DatabaseConfig),
        UnitOfWork,
        OutboxRelay,
        Outbox,
        {
          provide: 'postgres health',
          inject: [Health, DataSource],
          useFactory: (health: Health, db: DataSource) => health.watch('postgres', async () => void (await db.query('select 1'))),
        },
      ],
      exports: [DatabaseConfig, UnitOfWork, Outbox],
    };
  }
}
