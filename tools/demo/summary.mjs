// @ts-check
import { grouped } from '../progress.mjs';
import { CURRENCY } from './catalogue.mjs';

/** @typedef {import('./visit.mjs').DemoEvent} DemoEvent */

/** The steps that most visitors do not get through, by the names that reports use. */
const FUNNEL = ['page_view', 'event_view', 'add_to_cart', 'purchase'];

/** The name under which reports count an event. */
export const nameOf = (/** @type {DemoEvent} */ { type, eventType, interactionType, conversionType }) =>
  eventType ?? conversionType ?? (interactionType ? `event_${interactionType}` : type.replace('pageview', 'page_view'));

/** What a demo holds, counted while it passes by. */
export class DemoSummary {
  events = 0;
  visitors = 0;
  sessions = 0;
  cents = 0;
  /** @type {Map<string, number>} */
  byName = new Map();
  /** @type {Map<string, number>} Visitors who did it. */
  funnel = new Map(FUNNEL.map((step) => [step, 0]));

  /** @param {readonly DemoEvent[]} events  Of one visitor. */
  add(events) {
    this.events += events.length;
    this.visitors += 1;
    this.sessions += new Set(events.map(({ sessionId }) => sessionId)).size;
    const names = events.map(nameOf);
    for (const name of names) this.byName.set(name, (this.byName.get(name) ?? 0) + 1);
    for (const name of new Set(names)) if (this.funnel.has(name)) this.funnel.set(name, (this.funnel.get(name) ?? 0) + 1);
    for (const { conversionValue } of events) this.cents += Math.round(Number(conversionValue ?? 0) * 100);
  }

  toString() {
    const names = [...this.byName].sort(([, one], [, other]) => other - one).map(([name, count]) => `${name} ${grouped(count)}`);
    return [
      `${grouped(this.visitors)} visitors in ${grouped(this.sessions)} sessions; ${CURRENCY} ${grouped(Math.round(this.cents / 100))} of purchases`,
      `  ${names.join(', ')}`,
      `  visitors by step: ${[...this.funnel].map(([step, count]) => `${step} ${grouped(count)}`).join(' > ')}`,
      '  Reports leave bots out, and count a visitor who signs in as another person from then on: their numbers differ a little.',
    ].join('\n');
  }
}
