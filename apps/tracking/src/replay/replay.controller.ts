import { replay, type ReplayApi, type ReplayRequest } from '@bilten/contracts/tracking/replay.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { ReplayStore } from './replay.store.js';

@Controller()
export class ReplayController implements ReplayApi {
  constructor(private readonly store: ReplayStore) {}

  @Handle(replay.bound)
  bound() {
    return this.store.bound();
  }

  @Handle(replay.page)
  page(request: ReplayRequest) {
    return this.store.page(request);
  }
}
