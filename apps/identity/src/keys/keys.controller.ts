import { type CreateKey, keys, type KeysApi, type ListKeys, type RevokeKey } from '@bilten/contracts/identity/keys.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { KeysService } from './keys.service.js';

@Controller()
export class KeysController implements KeysApi {
  constructor(private readonly service: KeysService) {}

  @Handle(keys.create)
  create(request: CreateKey) {
    return this.service.create(request);
  }

  @Handle(keys.list)
  list(request: ListKeys) {
    return this.service.list(request);
  }

  @Handle(keys.revoke)
  revoke(request: RevokeKey) {
    return this.service.revoke(request);
  }
}
