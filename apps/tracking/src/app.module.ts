import { projection } from '@bilten/contracts/analytics/projection.contract.js';
import { provideConfig } from '@bilten/platform/config/env.js';
import { provideClient } from '@bilten/platform/contracts/client.js';
import { DatabaseModule } from '@bilten/platform/postgres/database.module.js';
import { Module } from '@nestjs/common';
import { ErasureController } from './erasure/erasure.controller.js';
import { ErasureService } from './erasure/erasure.service.js';
import { ErasureStore } from './erasure/erasure.store.js';
import { FactsController } from './facts/facts.controller.js';
import { Batches } from './intake/batches.js';
import { Deliveries } from './intake/deliveries.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { KnownMessagesStore } from './intake/known-messages.store.js';
import { SaltsStore } from './intake/salts.store.js';
import { IntakeStream } from './intake/stream.js';
import { JournalStore } from './journal/journal.store.js';
import { JournalWriter } from './journal/journal.writer.js';
import { PartitionsStore } from './journal/partitions.store.js';
import { PublicationsStore } from './journal/publications.store.js';
import { Publisher } from './journal/publisher.js';
import { Stranded } from './journal/stranded.js';
import { Backlog } from './ledger/backlog.js';
import { Housekeeping } from './ledger/housekeeping.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerStore } from './ledger/ledger.store.js';
import { ReplayController } from './replay/replay.controller.js';
import { ReplayStore } from './replay/replay.store.js';
import { schema } from './schema.js';
import { TrackingConfig } from './tracking.config.js';

const intake = [IntakeService, Batches, Deliveries, IntakeStream, KnownMessagesStore, SaltsStore];
const journal = [JournalWriter, JournalStore, PartitionsStore, Publisher, PublicationsStore, Stranded];
const answers = [LedgerStore, Backlog, Housekeeping, ErasureService, ErasureStore, ReplayStore];

@Module({
  imports: [DatabaseModule.of(schema)],
  controllers: [IntakeController, LedgerController, ErasureController, ReplayController, FactsController],
  providers: [provideConfig(TrackingConfig), provideClient(projection), ...intake, ...journal, ...answers],
})
export class AppModule {}
