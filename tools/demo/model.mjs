// @ts-check
import { CAMPAIGNS, EXPERIMENTS, HAPPENINGS, SEARCHES, SOURCES } from './catalogue.mjs';
import { Random } from './random.mjs';
import { Rhythm } from './rhythm.mjs';
import { Visit } from './visit.mjs';
import { visitorOf } from './visitor.mjs';

/** @typedef {import('./catalogue.mjs').Campaign} Campaign */
/** @typedef {import('./catalogue.mjs').Happening} Happening */
/** @typedef {import('./visit.mjs').DemoEvent} DemoEvent */
/** @typedef {import('./visitor.mjs').Visitor} Visitor */

const BETWEEN_VISITS_MS = 35 * 60_000;
const BY_CAMPAIGN = 0.22;
const LEAVES_AT_ONCE = 0.36;
const SIGNS_UP = 0.035;

/**
 * The traffic of an events platform over some days. What happens, and under which message id, depends on seed and days alone; only
 * when it happens depends on the end of the period. So the same demo again, an hour later, brings nothing new.
 */
export class DemoTraffic {
  /** @param {{ seed: number, days: number, until: number }} period */
  constructor({ seed, days, until }) {
    this.seed = seed;
    this.days = days;
    this.until = until;
    this.rhythm = new Rhythm({ until, days });
  }

  /**
   * Everything that one visitor does, in order of time.
   * @param {number} index
   * @returns {DemoEvent[]}
   */
  visitor(index) {
    const visitor = visitorOf(this.seed, this.days, index);
    const visits = visitor.visits.map((part, ordinal) => this.#visit(visitor, part, ordinal));
    /** @type {DemoEvent[][]} */
    const told = [];
    let latest = this.until;
    for (const [ordinal, visit] of [...visits.entries()].reverse()) {
      const start = Math.floor(Math.min(this.rhythm.at(visitor.visits[ordinal] ?? 0), latest - visit.clock));
      told.unshift(visit.eventsFrom(start));
      latest = start - BETWEEN_VISITS_MS;
    }
    return told.flat();
  }

  /**
   * @param {Visitor} visitor
   * @param {number} part
   * @param {number} ordinal
   */
  #visit(visitor, part, ordinal) {
    const random = new Random(this.seed, 'visit', visitor.index, ordinal);
    const campaign = !visitor.device.bot && random.chance(BY_CAMPAIGN) ? campaignAt(random, part) : undefined;
    const id = `demo-${this.seed}-${this.days}d-${visitor.index}.${ordinal}`;
    const visit = new Visit({ id, visitor, random, ...(campaign && { campaignId: campaign.id }) });
    if (visitor.registered && random.chance(0.75)) visitor.userId = visitor.account;
    const happening = arrive(visit, campaign, ordinal === 0);
    if (visitor.device.bot) crawl(visit);
    else if (!random.chance(LEAVES_AT_ONCE * (campaign?.bounce ?? 1))) stay(visit, happening, campaign?.intent ?? 1);
    return visit;
  }
}

/**
 * @param {Random} random
 * @param {number} part
 */
function campaignAt(random, part) {
  const running = CAMPAIGNS.filter(({ from, to }) => part >= from && part < to);
  return running.length > 0 ? random.weighted(running) : undefined;
}

/**
 * Opens the page by which the visit begins.
 * @param {Visit} visit
 * @param {Campaign | undefined} campaign
 * @param {boolean} first
 * @returns {Happening | undefined} What is looked at, when the page is about something.
 */
function arrive(visit, campaign, first) {
  const { random, visitor } = visit;
  const source = random.weighted(SOURCES.map((known) => ({ ...known, weight: first ? known.first : known.later })));
  const place = campaign?.landing ?? random.pick(source.landing);
  const happening = place === 'happening' ? random.weighted(HAPPENINGS) : HAPPENINGS.find(({ id }) => place === `/events/${id}`);
  const path = happening ? `/events/${happening.id}` : place;
  const referrer = visitor.device.bot ? '' : (campaign?.referrer ?? source.referrer);
  if (first && !visitor.device.bot) visit.write('visitor', { referrer, visitorData: deviceData(visitor) });
  const query = campaign ? queryOf(campaign, random) : '';
  visit.open(path, { title: happening?.title ?? 'Bilten', query, referrer, endpoint: happening ? 'happening' : 'list' });
  if (happening && !visitor.device.bot) visit.interact(happening, 'view');
  return happening;
}

/** @param {Visitor} visitor */
const deviceData = ({ device: { width, height }, locale: { language, timezone } }) => ({
  screen: `${width}x${height}`,
  language,
  timezone,
});

/**
 * @param {Campaign} campaign
 * @param {Random} random
 */
function queryOf({ utm, clickId }, random) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(utm)) parameters.set(`utm_${name}`, value);
  if (clickId) parameters.set(clickId, `demo${random.whole(1e8, 1e9).toString(36)}`);
  return `?${parameters}`;
}

/** @param {Visit} visit */
function crawl(visit) {
  for (let left = visit.random.whole(4, 20); left > 0; left -= 1) {
    const { id, title } = visit.random.pick(HAPPENINGS);
    visit.open(`/events/${id}`, { title, referrer: '' });
  }
}

/**
 * @param {Visit} visit
 * @param {Happening | undefined} happening
 * @param {number} intent
 */
function stay(visit, happening, intent) {
  const { random } = visit;
  if (visit.path.startsWith('/lab') || random.chance(0.06)) return experiment(visit);
  if (random.chance(0.1)) return read(visit);
  const liked = browse(visit, happening);
  if (!visit.visitor.userId && random.chance(SIGNS_UP)) signUp(visit);
  if (liked && random.chance(0.26 * intent)) buy(visit, liked);
}

/**
 * Looks at happenings; the last one is the one that is liked best.
 * @param {Visit} visit
 * @param {Happening | undefined} seen
 */
function browse(visit, seen) {
  const { random } = visit;
  let liked = seen;
  if (random.chance(0.28)) search(visit);
  else if (!seen || random.chance(0.4)) visit.open('/events', { title: 'All events', endpoint: 'list' });
  for (let left = random.whole(seen ? 0 : 1, 4) * (random.chance(seen ? 0.6 : 0.72) ? 1 : 0); left > 0; left -= 1) {
    liked = random.weighted(HAPPENINGS);
    visit.open(`/events/${liked.id}`, { title: liked.title, endpoint: random.chance(0.2) ? 'recommendations' : 'happening' });
    visit.interact(liked, 'view', { duration: random.whole(5, 90), scrollDepth: random.whole(20, 100) });
  }
  if (liked) react(visit, liked);
  return liked;
}

/** @param {Visit} visit */
function search(visit) {
  const query = visit.random.pick(SEARCHES);
  const results = visit.random.chance(0.12) ? 0 : visit.random.whole(1, 24);
  visit.open('/search', { title: `Search: ${query}`, query: `?q=${encodeURIComponent(query)}`, endpoint: 'search' });
  visit.act('search', { query, results });
}

/**
 * @param {Visit} visit
 * @param {Happening} happening
 */
function react(visit, happening) {
  const { random } = visit;
  if (random.chance(0.16)) visit.interact(happening, 'like');
  if (random.chance(0.1)) visit.interact(happening, 'bookmark');
  if (random.chance(0.05)) visit.interact(happening, 'share', { to: random.pick(['whatsapp', 'mail', 'copied-link']) });
}

/**
 * From the cart to the ticket, losing people at every step.
 * @param {Visit} visit
 * @param {Happening} happening
 */
function buy(visit, happening) {
  const { random, visitor } = visit;
  const { id: eventId, price, title } = happening;
  if (price === 0) {
    if (!visitor.userId && !(random.chance(0.6) && signUp(visit))) return;
    return visit.convert('registration', { data: { eventId, title } });
  }
  const tickets = random.weighted([
    { count: 1, weight: 3 },
    { count: 2, weight: 5 },
    { count: 3, weight: 1 },
    { count: 4, weight: 1 },
  ]).count;
  visit.act('add_to_cart', { eventId, tickets, unitPrice: (price / 100).toFixed(2) });
  visit.open('/cart', { title: 'Your cart', endpoint: 'cart' });
  if (!random.chance(0.66)) return;
  visit.act('begin_checkout', { eventId, tickets });
  visit.open('/checkout', { title: 'Checkout', endpoint: 'cart' });
  if (!visitor.userId && random.chance(0.5)) signUp(visit);
  if (!random.chance(0.7) || !visit.call('order')) return;
  visit.open('/checkout/complete', { title: 'Enjoy it' });
  visit.convert('purchase', { cents: price * tickets, data: { orderId: `order-${visit.id}`, eventId, ticketCount: tickets } });
}

/** @param {Visit} visit */
function signUp(visit) {
  const { visitor } = visit;
  if (visitor.registered) {
    visit.open('/login', { title: 'Welcome back', endpoint: 'account' });
    visitor.userId = visitor.account;
    return true;
  }
  visit.open('/signup', { title: 'Create an account', endpoint: 'account' });
  visitor.userId = visitor.account;
  visitor.registered = true;
  visit.convert('signup', { data: { method: visit.random.pick(['email', 'email', 'google', 'apple']) } });
  return true;
}

/** @param {Visit} visit */
function read(visit) {
  const pages = [
    { path: '/about', title: 'About' },
    { path: '/help', title: 'Help' },
    { path: '/community', title: 'Community' },
    { path: '/webinars', title: 'Webinars' },
    { path: '/careers', title: 'Careers' },
  ];
  for (let left = visit.random.whole(1, 3); left > 0; left -= 1) {
    const { path, title } = visit.random.pick(pages);
    visit.open(path, { title });
  }
}

/** @param {Visit} visit */
function experiment(visit) {
  const { random } = visit;
  visit.open('/lab', { title: 'The lab', endpoint: 'lab' });
  for (let left = random.whole(1, 3); left > 0; left -= 1) {
    const { type, median } = random.weighted(EXPERIMENTS);
    visit.open(`/lab/${type}`, { title: type, endpoint: 'lab' });
    const status = random.weighted([
      { name: 'completed', weight: 92 },
      { name: 'failed', weight: 6 },
      { name: 'cancelled', weight: 2 },
    ]).name;
    const processingTime = Math.round(random.skewed(median, 0.5));
    const tokensUsed = status === 'cancelled' ? 0 : random.whole(150, 4_000);
    const output = status === 'completed' ? { output: { rating: random.whole(2, 5) } } : {};
    visit.write('lab', {
      experimentId: `experiment-${visit.id}.${left}`,
      experimentType: type,
      status,
      input: { words: random.whole(3, 60) },
      ...output,
      processingTime,
      tokensUsed,
    });
    visit.clock += Math.min(processingTime, 60_000);
  }
}
