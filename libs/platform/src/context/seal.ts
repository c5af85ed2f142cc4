import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from './context.js';

const MAX_AGE_MS = 60_000;
/** Who asks, and from what device. */
export type Sealed = Pick<Context, 'caller' | 'client'>;
type Content = Sealed & { readonly audience: string; readonly at: number };

/**
 * Signs who is asking, for one service and one minute. Services believe nothing else about a caller.
 * HMAC-SHA256 over the JSON; the key is shared by the gateway and the services (`BILTEN_INTERNAL_SECRET`).
 */
export class Seal {
  constructor(
    private readonly secret: string,
    private readonly now: () => number = Date.now,
  ) {}

  close({ caller, client }: Sealed, audience: string): string {
    const body = Buffer.from(JSON.stringify({ caller, client, audience, at: this.now() } satisfies Content)).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  /** What was sealed, or undefined when the seal is missing, broken, old, or meant for another service. */
  open(sealed: string | undefined, audience: string): Sealed | undefined {
    const [body, signature] = (sealed ?? '').split('.');
    if (!body || !signature || !same(signature, this.sign(body))) return undefined;
    const { caller, client, audience: meantFor, at } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Content;
    return meantFor === audience && Math.abs(this.now() - at) <= MAX_AGE_MS ? { caller, client } : undefined;
  }

  private sign(body: string) {
    return createHmac('sha256', this.secret).update(body).digest('base64url');
  }
}

const same = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
