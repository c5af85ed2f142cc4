import { DatabaseModule } from '@bilten/platform/postgres/database.module.js';
import { Module } from '@nestjs/common';
import { COMMERCE } from './schema.js';
import { BillingSummaryQuery } from './transactions/queries/billing-summary.query.js';
import { TransactionsController } from './transactions/transactions.controller.js';
import { TransactionsService } from './transactions/transactions.service.js';
import { TransactionsStore } from './transactions/transactions.store.js';

@Module({
  imports: [DatabaseModule.of(COMMERCE)],
  controllers: [TransactionsController],
  providers: [TransactionsService, TransactionsStore, BillingSummaryQuery],
})
export class AppModule {}
