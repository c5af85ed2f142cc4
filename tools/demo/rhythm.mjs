// @ts-check

const HOUR_MS = 3_600_000;
/** How busy each hour (UTC) is, and each day from Sunday on: people look for something to do in the evening and before the weekend. */
const HOURS = [9, 5, 3, 2, 2, 3, 7, 14, 22, 27, 30, 33, 38, 35, 32, 33, 38, 48, 62, 74, 78, 66, 42, 20];
const WEEKDAYS = [0.95, 0.8, 0.85, 0.95, 1.2, 1.35, 1.1];
const GROWTH = 0.6;

/** Spreads visits over a period that ends at a moment, by the habits of day and week and a steady growth. */
export class Rhythm {
  /** @type {number[]} How much of the period's traffic has come by the end of each hour. */
  #sums = [];

  /** @param {{ until: number, days: number }} period */
  constructor({ until, days }) {
    this.from = until - days * 24 * HOUR_MS;
    const hours = days * 24;
    let sum = 0;
    for (let hour = 0; hour < hours; hour += 1) {
      const moment = new Date(this.from + hour * HOUR_MS);
      sum += (HOURS[moment.getUTCHours()] ?? 0) * (WEEKDAYS[moment.getUTCDay()] ?? 0) * (1 + (GROWTH * hour) / hours);
      this.#sums.push(sum);
    }
  }

  /**
   * The moment by which a part (0 to 1) of the traffic has come. It keeps the order of the parts, whenever the period ends.
   * @param {number} part
   */
  at(part) {
    const wanted = part * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    const before = this.#sums[low - 1] ?? 0;
    const within = (wanted - before) / ((this.#sums[low] ?? 0) - before);
    return this.from + (low + within) * HOUR_MS;
  }
}
