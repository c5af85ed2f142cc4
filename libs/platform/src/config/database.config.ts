import { Meaning, Text, Whole } from '@bilten/contracts/kit/fields.js';
import { Env } from './env.js';

/** Where a service keeps its schema. */
export class DatabaseConfig {
  @Env('DATABASE_URL')
  @Text({ max: 2_000 })
  @Meaning('PostgreSQL. `npm start` runs its own when this is not set.')
  url: string;

  @Env('DATABASE_POOL_SIZE')
  @Whole({ min: 1, max: 500 })
  @Meaning('Connections to PostgreSQL per service, at most.')
  poolSize = 10;
}
