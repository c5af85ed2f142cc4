import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

interface Work {
  readonly manager: EntityManager;
  readonly afterwards: (() => void)[];
}

/** One database transaction around a story. Stores take `manager` and so take part without being told. */
@Injectable()
export class UnitOfWork {
  private readonly current = new AsyncLocalStorage<Work>();

  constructor(private readonly db: DataSource) {}

  /** The transaction at hand, or the plain connection outside of one. */
  get manager(): EntityManager {
    return this.current.getStore()?.manager ?? this.db.manager;
  }

  /** Commits when the work returns, undoes all of it when it throws. Inside another run it joins that one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current.getStore()) return work();
    const afterwards: Work['afterwards'] = [];
    const result = await this.db.transaction((manager) => this.current.run({ manager, afterwards }, work));
    for (const next of afterwards) next();
    return result;
  }

  /** Does it once the transaction at hand is committed, never if it is undone; at once outside of one. */
  afterCommit(next: () => void) {
    const work = this.current.getStore();
    if (work) work.afterwards.push(next);
    else next();
  }
}
