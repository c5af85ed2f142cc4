import { ledger, type LedgerApi, type ListRefused } from '@bilten/contracts/tracking/ledger.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { Backlog } from './backlog.js';
import { LedgerStore } from './ledger.store.js';

@Controller()
export class LedgerController implements LedgerApi {
  constructor(
    private readonly store: LedgerStore,
    private readonly backlog: Backlog,
  ) {}

  @Handle(ledger.read)
  async read() {
    const inFlight = await this.backlog.events();
    const { stored, duplicate, rejected, dead, rejectedByReason } = await this.store.counts();
    const received = stored + duplicate + rejected + dead + inFlight;
    return { received, stored, duplicate, rejected, rejectedByReason, deadLettered: dead, inFlight, drained: inFlight === 0 };
  }

  @Handle(ledger.rejected)
  rejected({ limit }: ListRefused) {
    return this.store.refused('rejected_event', limit ?? 20);
  }

  @Handle(ledger.dead)
  dead({ limit }: ListRefused) {
    return this.store.refused('dead_letter', limit ?? 20);
  }
}
