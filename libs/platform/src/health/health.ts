import type { DependencyHealth, ServiceHealth } from '@bilten/contracts/kit/health.js';
import { Injectable } from '@nestjs/common';

const PATIENCE_MS = 2_000;

/** Throws when the dependency is not there; a number is its lag. */
export type Check = () => Promise<number | void>;

/** Whether this process can do its work, asked of each thing that it depends on. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, Check>();
  private draining = false;

  constructor(readonly service: string) {}

  watch(name: string, check: Check) {
    this.checks.set(name, check);
  }

  /** From now on not ready: no new work, please. */
  drain() {
    this.draining = true;
  }

  async report(): Promise<ServiceHealth> {
    const dependencies = await Promise.all([...this.checks].map(([name, check]) => examine(name, check)));
    return { service: this.service, ready: !this.draining && dependencies.every(({ ready }) => ready), dependencies };
  }
}

async function examine(name: string, check: Check): Promise<DependencyHealth> {
  const late = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS).unref(),
  );
  try {
    const lag = await Promise.race([check(), late]);
    return { name, ready: true, ...(lag !== undefined && { lag }) };
  } catch (error) {
    return { name, ready: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
