import { describe, expect, it } from 'vitest';
import { refusalOf, rowOf } from '../../testing/an-arrival.js';

const deep = (levels: number): object => (levels === 1 ? { end: 1 } : { in: deep(levels - 1) });
/** An object whose JSON takes this many bytes. */
const heavy = (bytes: number, filler = 'x') => ({ text: filler.repeat((bytes - '{"text":""}'.length) / Buffer.byteLength(filler)) });
const activity = (eventData: object) => ({ eventType: 'click', eventData });

describe('free data', () => {
  it('may be 8 levels deep and no deeper', () => {
    expect(rowOf(activity(deep(8))).data).toEqual(deep(8));
    expect(refusalOf(activity(deep(9)))).toMatchObject({ reason: 'too-deep', detail: 'eventData is nested more than 8 levels deep' });
    expect(refusalOf(activity({ list: [[[[[[[[1]]]]]]]] })).reason).toBe('too-deep');
  });

  it('may be deeper than any stack and is refused like any other', () => {
    let bottomless: object = {};
    for (let n = 0; n < 100_000; n++) bottomless = { in: bottomless };
    expect(refusalOf(activity(bottomless)).reason).toBe('too-deep');
  });

  it('may take 32 KB and no more, by bytes and not by characters', () => {
    const limit = 32 * 1024;
    expect(rowOf(activity(heavy(limit))).data).toEqual(heavy(limit));
    expect(refusalOf(activity(heavy(limit + 1)))).toMatchObject({
      reason: 'too-large',
      detail: 'eventData is larger than 32768 bytes of JSON',
    });
    expect(refusalOf(activity(heavy(limit + 10, 'é'))).reason).toBe('too-large');
    expect(refusalOf({ experimentId: 'x', experimentType: 'other', output: heavy(limit + 1) }).detail).toMatch(/^output/);
  });

  it('keeps fields that would poison a prototype as the data that they are', () => {
    const eventData: object = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    expect(JSON.stringify(rowOf(activity(eventData)).data)).toBe(JSON.stringify(eventData));
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('text', () => {
  it('that no store can hold is mended as UTF-8 decoders do it, in names and values alike', () => {
    const row = rowOf({
      eventType: 'a\0b',
      sessionId: '\ud800',
      pageUrl: '/\udfff?utm_source=x',
      eventData: { 'k\0': ['\ud83d', '😀', { deep: '\0' }] },
    });
    expect(row).toMatchObject({
      name: 'a\uFFFDb',
      session_id: '\uFFFD',
      page_url: '/\uFFFD?utm_source=x',
      data: { 'k\uFFFD': ['\uFFFD', '😀', { deep: '\uFFFD' }] },
    });
  });

  it('of a refusal can be stored, whatever was refused', () => {
    const refusals = [
      refusalOf({ 'a\0': deep(9) }),
      refusalOf({ eventType: 'x', '\ud800': 1 }, { type: 'activity' }),
      refusalOf({ eventType: 'x', ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${'😀'.repeat(90)}${n}`, 1])) }),
      ...[0, 1, 2, 3].map((shift) => refusalOf({ type: `${'x'.repeat(shift)}${'😀'.repeat(100)}` })),
    ];
    for (const { detail } of refusals) expect(detail).toBe(detail.toWellFormed().replaceAll('\0', '?'));
  });

  it('of an endpoint fits into an index', () => {
    const characters = Array.from({ length: 2_048 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7_919) % 20_000))).join('');
    const performance = (endpoint: string) => ({ endpoint, responseTime: 1, statusCode: 200 });
    expect(rowOf(performance(`/${'a'.repeat(2_047)}`)).endpoint).toHaveLength(2_048);
    expect(refusalOf(performance(characters))).toMatchObject({ reason: 'too-large', detail: 'endpoint is larger than 2600 bytes' });
  });
});
