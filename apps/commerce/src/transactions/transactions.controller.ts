import {
  FindTransaction,
  RecordTransaction,
  SummaryOfUser,
  transactions,
  type TransactionsApi,
  TransactionsOfUser,
  UpdateTransactionStatus,
} from '@bilten/contracts/commerce/transactions.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { TransactionsService } from './transactions.service.js';

@Controller()
export class TransactionsController implements TransactionsApi {
  constructor(private readonly service: TransactionsService) {}

  @Handle(transactions.record)
  record(request: RecordTransaction) {
    return this.service.record(request);
  }

  @Handle(transactions.ofUser)
  ofUser(request: TransactionsOfUser) {
    return this.service.ofUser(request);
  }

  @Handle(transactions.find)
  find(request: FindTransaction) {
    return this.service.find(request);
  }

  @Handle(transactions.updateStatus)
  updateStatus(request: UpdateTransactionStatus) {
    return this.service.updateStatus(request);
  }

  @Handle(transactions.summary)
  summary(request: SummaryOfUser) {
    return this.service.summary(request);
  }
}
