import { me, type MeApi } from '@bilten/contracts/identity/me.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { MeService } from './me.service.js';

@Controller()
export class MeController implements MeApi {
  constructor(private readonly service: MeService) {}

  @Handle(me.find)
  find() {
    return this.service.find();
  }
}
