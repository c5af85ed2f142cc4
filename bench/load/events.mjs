// @ts-check
import { DEVICES, HAPPENINGS, SEARCHES, SITE } from '../../tools/demo/catalogue.mjs';
import { Random } from '../../tools/demo/random.mjs';
import { headOf } from './http-connection.mjs';

/** Different requests; those that follow repeat them under other message ids. */
const POOL = 256;
const USERS = 20_000;
const NAMES = [
  { name: 'page_view', weight: 50 },
  { name: 'click', weight: 20 },
  { name: 'scroll', weight: 14 },
  { name: 'search', weight: 6 },
  { name: 'add_to_cart', weight: 5 },
  { name: 'begin_checkout', weight: 3 },
  { name: 'share', weight: 2 },
];
/** A UUIDv7 but for its last twelve digits, which count: no two requests of all rounds bring the same event. */
const COUNTER_DIGITS = 12;

/**
 * Requests ready to be sent, made before the clock starts. Deterministic but for the time.
 */
export class RequestPool {
  #sent = 0;
  /** @type {{ bytes: Buffer, counters: number[] }[]} */
  #requests;

  /**
   * @param {object} options
   * @param {string} options.path
   * @param {Readonly<Record<string, string>>} [options.headers]
   * @param {number} [options.eventsPerBatch]  A single event, as it is, when left out.
   * @param {string} [options.eventType]  The same for all; a realistic mix unless given.
   */
  constructor({ path, headers, eventsPerBatch, eventType }) {
    const random = new Random('bench', eventsPerBatch ?? 1);
    const prefix = messageIdPrefix();
    this.#requests = Array.from({ length: POOL }, () => {
      const event = () => activity(random, prefix, eventType);
      const body = eventsPerBatch ? { events: Array.from({ length: eventsPerBatch }, () => ({ type: 'activity', ...event() })) } : event();
      return requestOf(JSON.stringify(body), prefix, { path, ...(headers && { headers }) });
    });
  }

  /** The next request, with message ids that no other has. */
  next = () => {
    const { bytes, counters } = /** @type {{ bytes: Buffer, counters: number[] }} */ (this.#requests[this.#sent++ % POOL]);
    const request = Buffer.from(bytes);
    for (const at of counters) request.write((runningNumber++).toString(16).padStart(COUNTER_DIGITS, '0'), at, 'latin1');
    return request;
  };
}

let runningNumber = 1;

function messageIdPrefix() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-`;
}

/**
 * @param {string} body
 * @param {string} prefix
 * @param {{ path: string, headers?: Readonly<Record<string, string>> }} to
 */
function requestOf(body, prefix, to) {
  const bytes = Buffer.from(headOf({ ...to, length: Buffer.byteLength(body) }) + body);
  const counters = [];
  for (let at = bytes.indexOf(prefix); at >= 0; at = bytes.indexOf(prefix, at + 1)) counters.push(at + prefix.length);
  return { bytes, counters };
}

/**
 * What a server tells of one of its users.
 * @param {Random} random
 * @param {string} prefix
 * @param {string} [eventType]
 */
function activity(random, prefix, eventType = random.weighted(NAMES).name) {
  const user = random.whole(1, USERS);
  const { id, title, category } = random.weighted(HAPPENINGS);
  return {
    messageId: prefix + '0'.repeat(COUNTER_DIGITS),
    eventType,
    userId: `user-${user}`,
    visitorId: `visitor-${user}-${random.whole(1, 2)}`,
    sessionId: `session-${user}-${random.whole(1, 30)}`,
    timestamp: new Date().toISOString(),
    pageUrl: `${SITE}/events/${id}`,
    referrer: random.chance(0.3) ? 'https://www.google.com/' : `${SITE}/events`,
    userAgent: random.weighted(DEVICES).userAgent,
    ipAddress: `198.51.100.${random.whole(1, 254)}`,
    eventData: { eventId: id, title, category, query: random.pick(SEARCHES), position: random.whole(1, 40), duration: random.whole(1, 90) },
  };
}
