import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** One database transaction around a story. Stores take `manager` and so take part without being told. */
@Injectable()
export class UnitOfWork {
  private readonly current = new AsyncLocalStorage<EntityManager>();

  constructor(private readonly db: DataSource) {}

  /** The transaction at hand, or the plain connection outside of one. */
  get manager(): EntityManager {
    return this.current.getStore() ?? this.db.manager;
  }

  /** Commits when the work returns, undoes all of it when it throws. Inside another run it joins that one. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.current.getStore() ? work() : this.db.transaction((manager) => this.current.run(manager, work));
  }
}
