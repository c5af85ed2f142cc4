import { describe, expect, it } from 'vitest';
import { NOON, refusalOf, rowOf, SERVER } from '../../testing/an-arrival.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (time: number) => new Date(time).toISOString();
const event = (timestamp?: string, sentAt?: string) => ({ eventType: 'x', ...(timestamp && { timestamp }), ...(sentAt && { sentAt }) });
const timed = (...given: Parameters<typeof rowOf>) => Date.parse(rowOf(...given).occurred_at);

describe('when it happened', () => {
  it('is when it was received, for whom it says nothing else', () => {
    expect(timed(event())).toBe(NOON);
    expect(timed(event(undefined, at(NOON - HOUR)))).toBe(NOON);
  });

  it('is when it says, where it does not say when it was sent', () => {
    expect(timed(event(at(NOON - HOUR)))).toBe(NOON - HOUR);
    expect(timed(event('2026-06-15T13:30:00+02:00'))).toBe(NOON - HOUR / 2);
  });

  it.each([-5 * HOUR, 5 * HOUR, 400 * DAY, -400 * DAY])('is mended by how wrong the clock was when it sent: %i ms', (wrong) => {
    expect(timed(event(at(NOON + wrong - 10_000), at(NOON + wrong)))).toBe(NOON - 10_000);
    expect(timed(event(at(NOON + wrong - 10_000)), { sentAt: at(NOON + wrong) })).toBe(NOON - 10_000);
  });

  it("is mended by the event's own word before that of its batch", () => {
    expect(timed(event(at(NOON - 10_000), at(NOON)), { sentAt: at(NOON + DAY) })).toBe(NOON - 10_000);
  });

  it('may lie 23 hours ahead, and no further', () => {
    expect(timed(event(at(NOON + 23 * HOUR)))).toBe(NOON + 23 * HOUR);
    expect(timed(event(at(NOON + 23 * HOUR + 1)))).toBe(NOON);
    expect(timed(event('9999-12-31T23:59:59Z'))).toBe(NOON);
  });

  it('may lie a month back, and no further without a key that says so', () => {
    expect(timed(event(at(NOON - 30 * DAY)))).toBe(NOON - 30 * DAY);
    expect(timed(event(at(NOON - 30 * DAY - 1)))).toBe(NOON);
    expect(timed(event(at(NOON - 31 * DAY)), { caller: SERVER })).toBe(NOON);
  });

  it('is as given in an import, however old, and neither before 1990 nor ahead', () => {
    const imported = { caller: SERVER, historical: true } as const;
    expect(timed(event('1990-01-01T00:00:00Z'), imported)).toBe(Date.UTC(1990, 0, 1));
    expect(timed(event('2001-01-01T00:00:00Z', at(NOON + HOUR)), imported)).toBe(Date.UTC(2001, 0, 1));
    expect(refusalOf(event('1989-12-31T23:59:59Z'), imported).reason).toBe('out-of-range');
    expect(refusalOf(event(at(NOON + 23 * HOUR + 1)), imported).reason).toBe('out-of-range');
    expect(timed(event(), imported)).toBe(NOON);
  });

  it('is kept beside what the client said, to the letter of its instant', () => {
    expect(rowOf(event('2026-06-15T09:00:00.123+02:00', '0001-01-01'))).toMatchObject({
      received_at: at(NOON),
      client_time: '2026-06-15T07:00:00.123Z',
      sent_at: '0001-01-01T00:00:00.000Z',
    });
    expect(rowOf(event(at(NOON)), { sentAt: '2026-06-15T12:00:01Z' })).toMatchObject({ sent_at: '2026-06-15T12:00:01.000Z' });
  });
});
