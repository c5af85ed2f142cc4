import { healthOf } from '@bilten/contracts/kit/health.js';
import { Controller, type Type } from '@nestjs/common';
import { Handle } from '../contracts/handle.js';
import { Health } from './health.js';

/** The controller that answers `<service>.health.ready`; made per service, for the subject carries its name. */
export function healthControllerOf(service: string): Type {
  const contract = healthOf(service);
  @Controller()
  class HealthController {
    constructor(private readonly health: Health) {}

    @Handle(contract.ready)
    ready() {
      return this.health.report();
    }
  }
  return HealthController;
}
