// @ts-check
import { DEVICES, LANGUAGES } from './catalogue.mjs';
import { Random } from './random.mjs';

/** Every twelfth visitor is the second device of the one before, when that one has an account. */
const SECOND_DEVICE = 12;
const WITH_ACCOUNT = 0.16;
const DAYS_BETWEEN = 5;
/** How much earlier than the period the first visitors came, as a part of it. */
const BEFORE = 0.4;

/**
 * Somebody on one device.
 * @typedef {object} Visitor
 * @property {string} id
 * @property {number} index
 * @property {string} account  The user that this visitor is or would become.
 * @property {string} [userId]  Known from the moment of signing up or in.
 * @property {boolean} registered  Since before the period.
 * @property {(typeof DEVICES)[number]} device
 * @property {string} ipAddress
 * @property {(typeof LANGUAGES)[number]} locale
 * @property {number[]} visits  At which part of the period's traffic each visit comes.
 */

/**
 * @param {number} seed
 * @param {number} days
 * @param {number} index
 * @returns {Visitor}
 */
export function visitorOf(seed, days, index) {
  const random = new Random(seed, 'visitor', index);
  const device = random.weighted(DEVICES);
  const owner = index % SECOND_DEVICE === SECOND_DEVICE - 1 && hasAccount(seed, index - 1) ? index - 1 : index;
  return {
    id: `demo-${seed}-visitor-${index}`,
    index,
    account: `demo-${seed}-user-${owner}`,
    registered: !device.bot && hasAccount(seed, owner),
    device,
    ipAddress: addressOf(random),
    locale: random.weighted(LANGUAGES),
    visits: visitsOf(random, days),
  };
}

/**
 * @param {number} seed
 * @param {number} index
 */
const hasAccount = (seed, index) => new Random(seed, 'account', index).chance(WITH_ACCOUNT);

/**
 * Half come once; the others again and again, some days apart. They may have begun before the period, so that it starts as busy as it goes on.
 * @param {Random} random
 * @param {number} days
 */
function visitsOf(random, days) {
  const more = random.chance(0.5) ? 1 + Math.floor((waiting(random) * days) / DAYS_BETWEEN) : 0;
  const once = random.next();
  let part = (1 + BEFORE) * random.next() - BEFORE;
  const all = Array.from({ length: 1 + more }, (_none, ordinal) => (part += ordinal === 0 ? 0 : (waiting(random) * DAYS_BETWEEN) / days));
  const within = all.filter((at) => at >= 0 && at < 1).slice(0, 2 * days);
  return within.length > 0 ? within : [once];
}

/**
 * Exponential, with a mean of 1: how long one waits for what comes at any time.
 * @param {Random} random
 */
const waiting = (random) => -Math.log(1 - random.next());

/** @param {Random} random */
function addressOf(random) {
  if (random.chance(0.3)) return `2001:db8:${random.whole(1, 0xffff).toString(16)}::${random.whole(1, 0xffff).toString(16)}`;
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.whole(1, 254)}`;
}
