// @ts-check

/**
 * Chance that repeats itself: the same seed gives the same sequence on every machine (sfc32, seeded by FNV-1a of the seed's text).
 * Written here because the tools have no dependencies and it is ten lines.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** @param {...(string | number)} seed */
  constructor(...seed) {
    const text = seed.join(':');
    [this.#a, this.#b, this.#c] = [fnv1a(text, 1), fnv1a(text, 2), fnv1a(text, 3)];
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 to just under 1. */
  next() {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /**
   * A whole number, both ends included.
   * @param {number} from
   * @param {number} to
   */
  whole(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Around 0, with a deviation of 1. */
  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /**
   * Positive, with a long tail: times and durations of people and machines are like that.
   * @param {number} median
   * @param {number} spread
   */
  skewed(median, spread) {
    return median * Math.exp(spread * this.normal());
  }

  /**
   * @template Item
   * @param {readonly Item[]} items
   * @returns {Item}
   */
  pick(items) {
    return /** @type {Item} */ (items[Math.floor(this.next() * items.length)]);
  }

  /**
   * By the items' `weight`.
   * @template {{ weight: number }} Item
   * @param {readonly Item[]} items
   * @returns {Item}
   */
  weighted(items) {
    let left = this.next() * items.reduce((sum, { weight }) => sum + weight, 0);
    return /** @type {Item} */ (items.find(({ weight }) => (left -= weight) < 0) ?? items.at(-1));
  }
}

/**
 * @param {string} text
 * @param {number} salt
 */
function fnv1a(text, salt) {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b9);
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
