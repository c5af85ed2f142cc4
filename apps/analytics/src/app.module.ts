import { replay } from '@bilten/contracts/tracking/replay.contract.js';
import { provideClient } from '@bilten/platform/contracts/client.js';
import { Module } from '@nestjs/common';
import { EventStoreModule } from './event-store/event-store.module.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsService } from './exports/exports.service.js';
import { ProjectionController } from './projection/projection.controller.js';
import { ProjectionStore } from './projection/projection.store.js';
import { Projector } from './projection/projector.js';
import { Rebuilder } from './projection/rebuild.js';
import { ReportsController } from './reports/reports.controller.js';
import { ReportsService } from './reports/reports.service.js';

@Module({
  imports: [EventStoreModule],
  controllers: [ReportsController, ExportsController, ProjectionController],
  providers: [provideClient(replay), ReportsService, ExportsService, ProjectionStore, Projector, Rebuilder],
})
export class AppModule {}
