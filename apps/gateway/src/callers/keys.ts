import { createHash } from 'node:crypto';
import type { Caller } from '@bilten/contracts/kit/access.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { type ApiKeyRevoked, apiKeyRevoked } from '@bilten/contracts/identity/facts.js';
import { verification, type VerificationApi } from '@bilten/contracts/identity/verification.contract.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

const TRUST_MS = 30_000;
const MAX_REMEMBERED = 10_000;

interface Known {
  readonly until: number;
  readonly caller: Caller | undefined;
}

/** API keys, as identity knows them. Only their hashes are asked for and remembered; an answer is trusted for 30 seconds. */
@Injectable()
export class Keys implements OnModuleInit {
  private readonly known = new Map<string, Known>();

  constructor(
    @InjectClient(verification) private readonly identity: VerificationApi,
    @Inject(NATS) private readonly nats: NatsConnection,
  ) {}

  /** Every replica hears of a revoked key and forgets it at once; one that misses it is wrong for 30 seconds at most. */
  onModuleInit() {
    this.nats.subscribe(apiKeyRevoked.subject, {
      callback: (_error, message) => void this.known.delete(message.json<ApiKeyRevoked>().keyHash),
    });
  }

  async callerOf(key: string): Promise<Caller> {
    const keyHash = createHash('sha256').update(key).digest('hex');
    const { caller } = this.remembered(keyHash) ?? (await this.ask(keyHash));
    if (!caller) throw commonFault('unauthenticated', 'This API key is unknown, revoked or expired');
    return caller;
  }

  private remembered(keyHash: string): Known | undefined {
    const known = this.known.get(keyHash);
    return known && known.until > Date.now() ? known : undefined;
  }

  private async ask(keyHash: string): Promise<Known> {
    const known = await this.resolve(keyHash);
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.set(keyHash, known);
    return known;
  }

  private async resolve(keyHash: string): Promise<Known> {
    const until = Date.now() + TRUST_MS;
    try {
      const { id, scopes, expiresAt } = await this.identity.resolveKey({ keyHash });
      return { until: expiresAt ? Math.min(until, Date.parse(expiresAt)) : until, caller: { kind: 'key', id, scopes } };
    } catch (error) {
      if (error instanceof Fault && error.kind === 'missing') return { until, caller: undefined };
      throw error;
    }
  }
}
