import { Meaning, Optional, Text, Whole } from '@bilten/contracts/kit/fields.js';
import { Env } from '@bilten/platform/config/env.js';

export class AnalyticsConfig {
  @Env('CLICKHOUSE_URL')
  @Optional()
  @Text({ max: 2_000 })
  @Meaning('A ClickHouse server or cluster for the event store; embedded in the service unless set.')
  clickhouseUrl?: string;

  @Env('BILTEN_DATA_DIR')
  @Text({ max: 2_000 })
  @Meaning('Where `npm start` and the embedded engines keep their data.')
  dataDir = '.bilten';

  @Env('EVENT_STORE_MEMORY_MB')
  @Whole({ min: 256, max: 1_048_576 })
  @Meaning('What the embedded event store may take; a query beyond it spills to disk or fails.')
  memoryMb = 2_048;
}
