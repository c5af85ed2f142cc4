import { createHmac, timingSafeEqual } from 'node:crypto';

const MAX_AGE_MS = 60_000;
interface Content {
  readonly content: unknown;
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Vouches for content towards one service for one minute: who is asking, above all. Services believe nothing else about a
 * caller. HMAC-SHA256 over the JSON; the key is shared by the gateway and the services (`BILTEN_INTERNAL_SECRET`).
 */
export class Seal {
  constructor(
    private readonly secret: string,
    private readonly now: () => number = Date.now,
  ) {}

  close(content: unknown, audience: string): string {
    const body = Buffer.from(JSON.stringify({ content, audience, at: this.now() } satisfies Content)).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  /** What was sealed, or undefined when the seal is missing, broken, old, or meant for another service. */
  open<T>(sealed: string | undefined, audience: string): T | undefined {
    const [body, signature] = (sealed ?? '').split('.');
    if (!body || !signature || !same(signature, this.sign(body))) return undefined;
    const { content, audience: meantFor, at } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Content;
    return meantFor === audience && Math.abs(this.now() - at) <= MAX_AGE_MS ? (content as T) : undefined;
  }

  private sign(body: string) {
    return createHmac('sha256', this.secret).update(body).digest('base64url');
  }
}

function same(a: string, b: string) {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
