import { CreateOutbox1763000000000 } from '@bilten/platform/postgres/outbox.js';
import type { Schema } from '@bilten/platform/postgres/database.module.js';
import { CreateJournal1763000000001 } from './migrations/1763000000001-create-journal.js';
import { CreateLedger1763000000002 } from './migrations/1763000000002-create-ledger.js';
import { CreateEngagementMetrics1763000000003 } from './migrations/1763000000003-create-engagement-metrics.js';

/** The journal speaks SQL in bulk; it has no entities. */
export const schema: Schema = {
  name: 'tracking',
  entities: [],
  migrations: [CreateOutbox1763000000000, CreateJournal1763000000001, CreateLedger1763000000002, CreateEngagementMetrics1763000000003],
};
