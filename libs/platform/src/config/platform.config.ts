import { Meaning, Optional, OneOf, Text, Whole } from '@bilten/contracts/kit/fields.js';
import { Env } from './env.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What every service needs to know. */
export class PlatformConfig {
  @Env('NATS_URL')
  @Text({ max: 2_000 })
  @Meaning('NATS servers, comma separated. `npm start` runs its own when this is not set.')
  natsUrl: string;

  @Env('BILTEN_INTERNAL_SECRET')
  @Text({ min: 32, max: 500, secret: true })
  @Meaning('Signs what the gateway tells the services about a caller; the same for all. `npm start` makes one.')
  internalSecret: string;

  @Env('LOG_LEVEL')
  @OneOf(LOG_LEVELS)
  @Meaning('The lowest level that is logged.')
  logLevel: (typeof LOG_LEVELS)[number] = 'info';

  @Env('HEALTH_PORT')
  @Optional()
  @Whole({ max: 65_535 })
  @Meaning('Serves /health/live, /health/ready and /metrics of a service on this port; none unless set.')
  healthPort?: number;

  @Env('STREAM_REPLICAS')
  @Whole({ min: 1, max: 5 })
  @Meaning('Copies of each stream; 3 on a three-node NATS cluster.')
  streamReplicas = 1;
}
