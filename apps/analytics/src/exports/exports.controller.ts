import { type ExportPageRequest, exports, type ExportsApi } from '@bilten/contracts/analytics/exports.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { ExportsService } from './exports.service.js';

@Controller()
export class ExportsController implements ExportsApi {
  constructor(private readonly service: ExportsService) {}

  @Handle(exports.page)
  page(request: ExportPageRequest) {
    return this.service.page(request);
  }
}
