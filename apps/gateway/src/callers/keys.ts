import { createHash } from 'node:crypto';
import type { Caller } from '@bilten/contracts/kit/access.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { verification, type VerificationApi } from '@bilten/contracts/identity/verification.contract.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { Injectable } from '@nestjs/common';

const TRUST_MS = 30_000;
const MAX_REMEMBERED = 10_000;

interface Known {
  readonly until: number;
  readonly caller: Caller | undefined;
}

/** API keys, as identity knows them. Only their hashes are asked for and remembered; an answer is trusted for 30 seconds. */
@Injectable()
export class Keys {
  private readonly known = new Map<string, Known>();

  constructor(@InjectClient(verification) private readonly identity: VerificationApi) {}

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
    const caller = await this.resolve(keyHash);
    const known = { until: Date.now() + TRUST_MS, caller };
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.set(keyHash, known);
    return known;
  }

  private async resolve(keyHash: string): Promise<Caller | undefined> {
    try {
      const { id, scopes } = await this.identity.resolveKey({ keyHash });
      return { kind: 'key', id, scopes };
    } catch (error) {
      if (error instanceof Fault && error.kind === 'missing') return undefined;
      throw error;
    }
  }
}
