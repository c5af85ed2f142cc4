// @ts-check
import { judge } from '@bilten/contracts/kit/judge.js';
import { INTAKE_TYPES, MAX_EVENT_DATA_BYTES } from '@bilten/contracts/tracking/intake.contract.js';
import { describe, expect, it } from 'vitest';
import { CAMPAIGNS, EXPERIMENTS } from './catalogue.mjs';
import { DemoTraffic } from './model.mjs';
import { Random } from './random.mjs';
import { Rhythm } from './rhythm.mjs';
import { DemoSummary, nameOf } from './summary.mjs';

/** @typedef {import('./visit.mjs').DemoEvent} DemoEvent */

const UNTIL = Date.UTC(2025, 5, 18, 14, 23, 5);
const DAY = 86_400_000;

/** @param {{ seed?: number, days?: number, until?: number, visitors?: number }} [demo] */
function demoOf({ seed = 1, days = 30, until = UNTIL, visitors = 600 } = {}) {
  const traffic = new DemoTraffic({ seed, days, until });
  return Array.from({ length: visitors }, (_none, index) => traffic.visitor(index));
}
/** @param {DemoEvent} event */
const idOf = ({ messageId }) => messageId;
const demo = demoOf();
const events = demo.flat();
/** @param {string} name */
const named = (name) => events.filter((event) => nameOf(event) === name);

describe('a demo', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(demoOf()).toEqual(demo);
    expect(demoOf({ seed: 2, visitors: 20 }).flat().map(idOf)).not.toEqual(demo.slice(0, 20).flat().map(idOf));
  });

  it('has the same message ids whenever it ends, so that a later run adds nothing', () => {
    for (const later of [61_000, 5 * 3_600_000, 3 * DAY])
      expect(
        demoOf({ until: UNTIL + later })
          .flat()
          .map(idOf),
      ).toEqual(events.map(idOf));
  });

  it('begins with the same visitors when there are to be more', () => {
    expect(demoOf({ visitors: 700 }).slice(0, 600)).toEqual(demo);
  });

  it('has no message id twice, within a demo and among others', () => {
    const all = [...events, ...demoOf({ seed: 2 }).flat(), ...demoOf({ days: 7 }).flat()].map(idOf);
    expect(new Set(all).size).toBe(all.length);
  });

  it('keeps within the contract', () => {
    const seen = new Set();
    for (const { type, ...fields } of [...events, ...demoOf({ days: 1, visitors: 100 }).flat()]) {
      seen.add(type);
      const shape = INTAKE_TYPES[/** @type {keyof typeof INTAKE_TYPES} */ (type)];
      expect(judge(/** @type {import('@bilten/contracts/kit/contract.js').Shape<object>} */ (shape), fields)).toMatchObject({ ok: true });
      expect(JSON.stringify(fields).length).toBeLessThan(MAX_EVENT_DATA_BYTES);
    }
    expect([...seen].sort()).toEqual(Object.keys(INTAKE_TYPES).sort());
  });

  it.each([1, 30])('lies within its %i days, and never in the future', (days) => {
    const times = demoOf({ days })
      .flat()
      .map(({ timestamp }) => Date.parse(timestamp));
    expect(Math.max(...times)).toBeLessThanOrEqual(UNTIL);
    expect(Math.max(...times)).toBeGreaterThan(UNTIL - DAY);
    // A visit may be moved a little before the first day when one person's visits crowd there.
    expect(Math.min(...times)).toBeGreaterThan(UNTIL - (days + 1) * DAY);
  });
});

describe('a visitor', () => {
  it('does one thing after the other, and is silent between visits for at least half an hour', () => {
    for (const told of demo) {
      for (const [index, event] of told.slice(1).entries()) {
        const gap = Date.parse(event.timestamp) - Date.parse(/** @type {DemoEvent} */ (told[index]).timestamp);
        const sameVisit = event['sessionId'] === told[index]?.['sessionId'];
        expect(gap).toBeGreaterThanOrEqual(sameVisit ? 0 : 30 * 60_000);
        if (sameVisit) expect(gap).toBeLessThan(30 * 60_000);
      }
    }
  });

  it('keeps the account once it is known', () => {
    for (const told of demo) {
      const first = told.findIndex(({ userId }) => userId);
      if (first >= 0) expect(new Set(told.slice(first).map(({ userId }) => userId)).size).toBe(1);
    }
  });

  it('may be the second device of a user', () => {
    const pairs = new Map(events.filter(({ userId }) => userId).map(({ userId, visitorId }) => [`${userId} ${visitorId}`, userId]));
    const users = [...pairs.values()];
    expect(users.length).toBeGreaterThan(new Set(users).size);
  });

  it('has an account only for a share of all', () => {
    const known = demo.filter((told) => told.some(({ userId }) => userId)).length / demo.length;
    expect(known).toBeGreaterThan(0.1);
    expect(known).toBeLessThan(0.45);
  });
});

describe('what happens is plausible', () => {
  it('the funnel loses people at every step, but not all', () => {
    const summary = new DemoSummary();
    for (const told of demo) summary.add(told);
    const [pages = 0, views = 0, carts = 0, purchases = 0] = summary.funnel.values();
    expect(pages).toBe(demo.length);
    expect(views).toBeLessThan(pages);
    expect(carts).toBeLessThan(views * 0.5);
    expect(purchases).toBeLessThan(carts * 0.7);
    expect(purchases).toBeGreaterThan(5);
    expect(summary.events).toBe(events.length);
  });

  it('whoever buys has put it into the cart in the same visit, and pays tickets times price', () => {
    for (const { sessionId, conversionValue, conversionData } of named('purchase')) {
      const cart = named('add_to_cart').find((event) => event['sessionId'] === sessionId)?.['eventData'];
      const { tickets, unitPrice } = /** @type {{ tickets: number, unitPrice: string }} */ (cart);
      expect(conversionData).toMatchObject({ ticketCount: tickets });
      expect(Number(conversionValue)).toBeCloseTo(Number(unitPrice) * tickets, 6);
    }
  });

  it('every campaign brings visits by its UTM parameters, in its time only', () => {
    const from = new Rhythm({ until: UNTIL, days: 30 });
    for (const { id, from: begin, to } of CAMPAIGNS) {
      const landings = events.filter(({ url }) => String(url).includes(`utm_campaign=${id}`)).map(({ timestamp }) => Date.parse(timestamp));
      expect(landings.length).toBeGreaterThan(10);
      expect(Math.min(...landings)).toBeGreaterThan(from.at(begin) - DAY);
      expect(Math.max(...landings)).toBeLessThan(from.at(to) + 1);
    }
  });

  it('evenings are busier than nights, Fridays than Mondays', () => {
    const views = demoOf({ days: 28, visitors: 3_000 })
      .flat()
      .filter(({ type }) => type === 'pageview')
      .map(({ timestamp }) => new Date(timestamp));
    /** @param {(moment: Date) => boolean} condition */
    const count = (condition) => views.filter(condition).length;
    expect(count((moment) => moment.getUTCHours() === 20)).toBeGreaterThan(8 * count((moment) => moment.getUTCHours() === 3));
    expect(count((moment) => moment.getUTCDay() === 5)).toBeGreaterThan(1.2 * count((moment) => moment.getUTCDay() === 1));
  });

  it('some endpoints are slow, some fail, and most do neither', () => {
    const calls = named('performance');
    const failed = calls.filter(({ statusCode }) => Number(statusCode) >= 400);
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.length).toBeLessThan(calls.length * 0.03);
    expect(failed.every(({ errorMessage }) => errorMessage)).toBe(true);
    const slow = calls.filter(({ responseTime }) => Number(responseTime) > 1_000);
    expect(slow.length).toBeGreaterThan(calls.length * 0.01);
    expect(slow.length).toBeLessThan(calls.length * 0.15);
  });

  it('the lab sees all of its kinds', () => {
    const kinds = new Set(
      demoOf({ visitors: 2_000 })
        .flat()
        .map(({ experimentType }) => experimentType),
    );
    kinds.delete(undefined);
    expect([...kinds].sort()).toEqual(EXPERIMENTS.map(({ type }) => type).sort());
  });
});

describe('chance', () => {
  it('is even', () => {
    const random = new Random('even');
    const counted = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random.next() * 10);
      counted[tenth] = (counted[tenth] ?? 0) + 1;
    }
    expect(Math.min(...counted)).toBeGreaterThan(9_600);
    expect(Math.max(...counted)).toBeLessThan(10_400);
  });

  it('of neighbouring seeds is not alike', () => {
    const firsts = Array.from({ length: 1_000 }, (_none, index) => new Random(1, 'visitor', index).next());
    const mean = firsts.reduce((sum, first) => sum + first, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.04);
    expect(new Set(firsts).size).toBe(1_000);
  });
});
