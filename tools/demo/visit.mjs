// @ts-check
import { CURRENCY, ELEMENTS, ENDPOINTS, SITE } from './catalogue.mjs';

/** @typedef {import('./catalogue.mjs').Happening} Happening */
/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {import('./visitor.mjs').Visitor} Visitor */
/** @typedef {{ eventType?: string, interactionType?: string, conversionType?: string }} Naming */
/** @typedef {Record<string, unknown> & Naming & { type: string, messageId: string, timestamp: string }} DemoEvent */
/** @typedef {keyof typeof ENDPOINTS} EndpointName */

/** One session under way: knows the page, the clock and the person, and writes down each thing that happens. */
export class Visit {
  /** Milliseconds since the visit began. */
  clock = 0;
  path = '/';
  #url = '';
  /** @type {{ at: number, event: Record<string, unknown> }[]} */
  #written = [];

  /**
   * @param {object} facts
   * @param {string} facts.id  Unique over all demos with another seed.
   * @param {Visitor} facts.visitor
   * @param {Random} facts.random
   * @param {string} [facts.campaignId]
   */
  constructor({ id, visitor, random, campaignId }) {
    this.id = id;
    this.visitor = visitor;
    this.random = random;
    this.campaignId = campaignId;
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   */
  write(type, fields) {
    const { id, userId, ipAddress, device } = this.visitor;
    const envelope = {
      messageId: `${this.id}.${this.#written.length}`,
      sessionId: this.id,
      visitorId: id,
      ...(userId && { userId }),
      ipAddress,
      userAgent: device.userAgent,
    };
    this.#written.push({ at: this.clock, event: { type, ...envelope, ...fields } });
  }

  /** @param {number} medianSeconds */
  wait(medianSeconds) {
    this.clock += Math.round(1_000 * Math.min(900, this.random.skewed(medianSeconds, 0.7)));
  }

  /**
   * @param {string} path
   * @param {{ title: string, query?: string, referrer?: string, endpoint?: EndpointName }} page
   */
  open(path, { title, query = '', referrer = this.#url, endpoint }) {
    this.path = path;
    this.#url = SITE + path + query;
    this.write('pageview', { url: this.#url, title, ...(referrer && { referrer }) });
    if (endpoint) this.call(endpoint);
    this.wait(14);
    if (!this.visitor.device.bot) this.#look();
  }

  /**
   * A call of the API behind the page.
   * @param {EndpointName} name
   * @returns {boolean} Whether it succeeded.
   */
  call(name) {
    const { endpoint, median, spread, failing, status, error } = ENDPOINTS[name];
    const failed = this.random.chance(failing);
    const responseTime = Math.round(this.random.skewed(failed ? median * 3 : median, spread));
    this.write('performance', { endpoint, responseTime, statusCode: failed ? status : 200, ...(failed && { errorMessage: error }) });
    return !failed;
  }

  /**
   * @param {string} eventType
   * @param {Record<string, unknown>} eventData
   */
  act(eventType, eventData) {
    this.write('activity', { eventType, pageUrl: this.#url, eventData });
  }

  /**
   * @param {Happening} happening
   * @param {string} interactionType
   * @param {Record<string, unknown>} [interactionData]
   */
  interact({ id, category }, interactionType, interactionData = {}) {
    this.write('event-interaction', {
      eventId: id,
      interactionType,
      pageUrl: this.#url,
      interactionData: { category, ...interactionData },
    });
  }

  /**
   * @param {string} conversionType
   * @param {{ cents?: number, data: Record<string, unknown> }} conversion
   */
  convert(conversionType, { cents, data }) {
    const value = cents === undefined ? {} : { conversionValue: (cents / 100).toFixed(2) };
    const campaign = this.campaignId ? { campaignId: this.campaignId } : {};
    this.write('conversion', {
      conversionType,
      ...value,
      ...campaign,
      pageUrl: this.#url,
      conversionData: { ...data, ...(cents !== undefined && { currency: CURRENCY }) },
    });
  }

  /** Scrolling, pressing and hovering: sampled, as a tracker does. */
  #look() {
    const { random } = this;
    const scrollDepth = Math.round(Math.min(100, random.skewed(45, 0.6)));
    if (random.chance(0.35)) this.act('scroll', { depth: scrollDepth });
    if (!random.chance(0.3)) return;
    const { selector, x, y } = random.weighted(ELEMENTS);
    const clicked = random.chance(0.6);
    if (clicked) this.act('click', { element: selector });
    this.write('heatmap', {
      pageUrl: SITE + this.path,
      xPosition: Math.round(Math.max(0, this.visitor.device.width * (x + 0.04 * random.normal()))),
      yPosition: Math.round(Math.max(0, y + 18 * random.normal())),
      elementSelector: selector,
      clickCount: clicked ? 1 : 0,
      hoverCount: random.whole(1, 3),
      scrollDepth,
    });
  }

  /**
   * What was written down, for a visit that began at this moment.
   * @param {number} start
   * @returns {DemoEvent[]}
   */
  eventsFrom(start) {
    return this.#written.map(({ at, event }) => /** @type {DemoEvent} */ ({ ...event, timestamp: new Date(start + at).toISOString() }));
  }
}
