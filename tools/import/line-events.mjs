// @ts-check
import { createHmac } from 'node:crypto';
import { parseLine, readable } from './access-log.rules.mjs';
import { isPage, pathOf } from './page.rules.mjs';

/** @typedef {import('./access-log.rules.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./log-lines.mjs').LogLine} LogLine */
/** @typedef {'pageview' | 'performance' | 'both'} Shape */

const MAX_URL = 2_048;
const MAX_USER_AGENT = 1_000;
const MAX_RAW_LINE = 16_000;
const MAX_MILLISECONDS = 2_147_483_647;
const SILENCE_MS = 30 * 60_000;
const IDENTICAL_LINES_WINDOW = 1_000_000;
const VISITORS_REMEMBERED = 200_000;

/** Makes of each line of one file exactly one event. Lines are given in order and none is left out, also when an import is taken up again. */
export class LineEvents {
  #ordinals = new Ordinals();
  #sessions = new Sessions();

  /** @param {{ site: string, shape: Shape, visitorKey: Uint8Array }} options */
  constructor({ site, shape, visitorKey }) {
    this.site = site;
    this.shape = shape;
    this.visitorKey = visitorKey;
  }

  /**
   * @param {LogLine} line
   * @returns {Record<string, unknown>}
   */
  of(line) {
    const messageId = this.#messageId(line);
    const text = readable(line.bytes);
    const logged = line.cut ? undefined : parseLine(text);
    // A type that no intake knows: the line is refused where everybody can see it, with its reason, instead of vanishing here.
    if (!logged) return { type: 'unparsed-log-line', messageId, eventData: { line: cut(text, MAX_RAW_LINE), bytes: line.length } };
    return { ...this.#envelope(messageId, logged), ...this.#content(logged) };
  }

  /**
   * The text of the line and which of its twins it is: the same file twice adds nothing, two equal lines in it count twice.
   * @param {LogLine} line
   */
  #messageId({ digest }) {
    const ordinal = this.#ordinals.next(digest);
    const id = `log-${digest.toString('base64url')}`;
    return ordinal === 1 ? id : `${id}-${ordinal}`;
  }

  /**
   * @param {string} messageId
   * @param {LoggedRequest} logged
   */
  #envelope(messageId, { address, ip, time, userAgent }) {
    // A log has no cookie: address and browser together are the nearest to one device. Keyed, so that no address can be guessed back from it.
    const visitorId = `log-${createHmac('sha256', this.visitorKey)
      .update(`${address} ${userAgent ?? ''}`)
      .digest('base64url')
      .slice(0, 22)}`;
    return {
      messageId,
      visitorId,
      sessionId: this.#sessions.of(visitorId, time),
      timestamp: new Date(time).toISOString(),
      ...(ip && { ipAddress: ip }),
      ...(userAgent && { userAgent: cut(userAgent, MAX_USER_AGENT) }),
    };
  }

  /** @param {LoggedRequest} logged */
  #content(logged) {
    const { request, status, bytes, referrer, milliseconds } = logged;
    if (!request || !this.#countsAsPage(request, status)) return performance(logged);
    const { method, target, protocol } = request;
    return {
      type: 'pageview',
      url: cut(/^https?:/i.test(target) ? target : this.site + target, MAX_URL),
      ...(referrer && { referrer: cut(referrer, MAX_URL) }),
      eventData: { status, bytes, method, protocol, ...(milliseconds !== undefined && { responseTime: milliseconds }) },
    };
  }

  /**
   * @param {{ method: string, target: string }} request
   * @param {number} status
   */
  #countsAsPage(request, status) {
    return this.shape === 'pageview' || (this.shape === 'both' && isPage(request, status));
  }
}

/** @param {LoggedRequest} logged */
const performance = ({ request, requestLine, status, milliseconds = 0 }) => ({
  type: 'performance',
  endpoint: request ? cut(pathOf(request.target), MAX_URL) : '(malformed request)',
  responseTime: Math.min(milliseconds, MAX_MILLISECONDS),
  statusCode: status,
  ...(!request && { errorMessage: `Request line: ${cut(requestLine, MAX_URL)}` }),
});

/**
 * Which of its twins a line is. Twins share their second, so they lie near each other: remembering the last one to two million
 * distinct lines, by 48 bits of their hash, is enough and keeps memory bounded. Lines that collide only count on from each other.
 */
export class Ordinals {
  /** @type {Map<number, number>} */
  #young = new Map();
  /** @type {Map<number, number>} */
  #old = new Map();

  /** @param {number} [window] */
  constructor(window = IDENTICAL_LINES_WINDOW) {
    this.window = window;
  }

  /** @param {Buffer} digest */
  next(digest) {
    const key = digest.readUIntBE(0, 6);
    const ordinal = (this.#young.get(key) ?? this.#old.get(key) ?? 0) + 1;
    if (this.#young.size >= this.window) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, ordinal);
    return ordinal;
  }
}

/**
 * Thirty minutes of silence end a session; its id says when it began, so visitors who fell silent can be forgotten. Lines may be
 * out of order by up to half an hour; one that is later still belongs to a session of its own half hour.
 */
export class Sessions {
  /** @type {Map<string, { from: number, to: number, id: string }>} The visitor heard of longest ago comes first. */
  #current = new Map();

  /** @param {number} [visitors] */
  constructor(visitors = VISITORS_REMEMBERED) {
    this.visitors = visitors;
  }

  /**
   * @param {string} visitorId
   * @param {number} time
   */
  of(visitorId, time) {
    const known = this.#current.get(visitorId);
    if (known && time < known.from - SILENCE_MS) return sessionId(visitorId, Math.floor(time / SILENCE_MS) * SILENCE_MS);
    const goesOn = known && time <= known.to + SILENCE_MS;
    const session = goesOn
      ? { from: Math.min(known.from, time), to: Math.max(known.to, time), id: known.id }
      : { from: time, to: time, id: sessionId(visitorId, time) };
    this.#remember(visitorId, session);
    return session.id;
  }

  /**
   * @param {string} visitorId
   * @param {{ from: number, to: number, id: string }} session
   */
  #remember(visitorId, session) {
    this.#current.delete(visitorId);
    this.#current.set(visitorId, session);
    if (this.#current.size <= this.visitors) return;
    const longestSilent = this.#current.keys().next().value ?? '';
    this.#current.delete(longestSilent);
  }
}

/**
 * @param {string} visitorId
 * @param {number} start
 */
const sessionId = (visitorId, start) => `${visitorId}:${(start / 1_000).toString(36)}`;

/**
 * At most so long, without leaving half of a character at the end.
 * @param {string} text
 * @param {number} max
 */
const cut = (text, max) => (text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, ''));
