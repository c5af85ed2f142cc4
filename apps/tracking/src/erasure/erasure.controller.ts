import { type EraseUser, privacy, type PrivacyApi } from '@bilten/contracts/tracking/privacy.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { ErasureService } from './erasure.service.js';

@Controller()
export class ErasureController implements PrivacyApi {
  constructor(private readonly service: ErasureService) {}

  @Handle(privacy.erase)
  erase({ userId }: EraseUser) {
    return this.service.erase(userId);
  }
}
