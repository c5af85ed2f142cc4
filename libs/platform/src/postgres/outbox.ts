import type { Fact } from '@bilten/contracts/kit/fact.js';
import { jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { currentContext, traceparentOf } from '../context/context.js';
import { TRACE_HEADER } from '../contracts/wire.js';
import { NATS } from '../nats/connection.js';
import { log } from '../telemetry/log.js';
import { UnitOfWork } from './unit-of-work.js';

const POLL_MS = 1_000;
const AT_ONCE = 100;
/** Any fixed number: relays of one service take turns, so that facts leave in the order in which they were written. */
const RELAY_LOCK = 7_040_001;

/** The table of the outbox; each service that tells facts lists it first among its migrations. */
export class CreateOutbox1763000000000 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`create table outbox (
      position bigint generated always as identity primary key,
      id uuid not null default gen_random_uuid(),
      subject text not null,
      payload jsonb not null,
      traceparent text not null,
      created_at timestamptz not null default now()
    )`);
  }

  async down(db: QueryRunner) {
    await db.query('drop table outbox');
  }
}

interface Waiting {
  readonly position: string;
  readonly id: string;
  readonly subject: string;
  readonly payload: unknown;
  readonly traceparent: string;
}

/** Publishes what the outbox holds and removes it once the stream has it. The id makes a repeated publication a duplicate. */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void> | undefined;
  private nudged = false;
  private stopped = false;
  private wake = () => {};

  constructor(
    private readonly db: DataSource,
    @Inject(NATS) private readonly nats: NatsConnection,
  ) {}

  onApplicationBootstrap() {
    this.running = this.run();
  }

  async beforeApplicationShutdown() {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  /** Looks again at once: there is something to tell. */
  nudge() {
    this.nudged = true;
    this.wake();
  }

  // One round at a time: rounds that wait for each other would take the service's connections.
  private async run() {
    while (!this.stopped) {
      this.nudged = false;
      const failed = await this.drain().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (failed) log.warn({ err: failed.error }, 'the outbox could not be emptied; again soon');
      if (failed || !this.nudged) await this.pause();
    }
  }

  /** Until the next nudge, and no longer than a while. */
  private pause() {
    if (this.stopped) return undefined;
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async drain() {
    while (!this.stopped && (await this.relayOnce()) === AT_ONCE);
  }

  private relayOnce(): Promise<number> {
    return this.db.transaction(async (manager) => {
      await manager.query('select pg_advisory_xact_lock($1, hashtext(current_schema()))', [RELAY_LOCK]);
      const waiting: Waiting[] = await manager.query('select * from outbox order by position limit $1', [AT_ONCE]);
      for (const { id, subject, payload, traceparent } of waiting) {
        const hdrs = headers();
        hdrs.set(TRACE_HEADER, traceparent);
        await jetstream(this.nats).publish(subject, JSON.stringify(payload), { msgID: id, headers: hdrs });
      }
      await manager.query('delete from outbox where position = any($1)', [waiting.map(({ position }) => position)]);
      return waiting.length;
    });
  }
}

/** Facts that become true with the transaction at hand: written beside the change, published after the commit. */
@Injectable()
export class Outbox {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly relay: OutboxRelay,
  ) {}

  async add<T extends object>(fact: Fact<T>, payload: T) {
    await this.unitOfWork.manager.query('insert into outbox (subject, payload, traceparent) values ($1, $2, $3)', [
      fact.subject,
      JSON.stringify(payload),
      traceparentOf(currentContext()),
    ]);
    this.unitOfWork.afterCommit(() => this.relay.nudge());
  }
}
