// @ts-check
import { readFileSync } from 'node:fs';
import { judge } from '@bilten/contracts/kit/judge.js';
import { INTAKE_TYPES } from '@bilten/contracts/tracking/intake.contract.js';
import { describe, expect, it } from 'vitest';
import { LineEvents, Ordinals, Sessions } from './line-events.mjs';
import { LineSplitter } from './log-lines.mjs';

const MINUTE = 60_000;
/** @param {string | Buffer} text */
const linesOf = (text) => {
  const splitter = new LineSplitter();
  return [...splitter.push(Buffer.from(text)), ...splitter.end()];
};
/**
 * @param {string | Buffer} text
 * @param {{ shape?: import('./line-events.mjs').Shape, visitorKey?: Buffer }} [options]
 */
const eventsOf = (text, { shape = 'both', visitorKey = Buffer.from('key') } = {}) => {
  const events = new LineEvents({ site: 'https://example.com', shape, visitorKey });
  return linesOf(text).map((line) => events.of(line));
};
const page = '203.0.113.7 - - [17/May/2015:10:05:03 +0200] "GET /shop?utm_source=x HTTP/1.1" 200 512 "https://example.org/" "Mozilla/5.0"';
const asset = page.replace('/shop?utm_source=x', '/shop/app.css?v=1');
const noise = page.replace('GET /shop?utm_source=x HTTP/1.1', String.raw`\x16\x03`).replace('" 200 ', '" 400 ');
const ids = (/** @type {object[]} */ events) => events.map((event) => /** @type {{ messageId: string }} */ (event).messageId);

describe('a line becomes one event', () => {
  it('a page is a page view that keeps status and bytes', () => {
    expect(eventsOf(page)).toEqual([
      {
        type: 'pageview',
        messageId: expect.stringMatching(/^log-[\w-]{43}$/),
        visitorId: expect.stringMatching(/^log-[\w-]{22}$/),
        sessionId: expect.stringMatching(/^log-[\w-]{22}:\w+$/),
        timestamp: '2015-05-17T08:05:03.000Z',
        ipAddress: '203.0.113.7',
        userAgent: 'Mozilla/5.0',
        url: 'https://example.com/shop?utm_source=x',
        referrer: 'https://example.org/',
        eventData: { status: 200, bytes: 512, method: 'GET', protocol: 'HTTP/1.1' },
      },
    ]);
  });

  it('everything else is a performance event by path', () => {
    expect(eventsOf(asset)).toMatchObject([{ type: 'performance', endpoint: '/shop/app.css', responseTime: 0, statusCode: 200 }]);
    expect(eventsOf(`${asset} 0.25`)).toMatchObject([{ responseTime: 250 }]);
  });

  it('noise in place of a request is one too, and keeps what was sent', () => {
    expect(eventsOf(noise)).toMatchObject([
      { type: 'performance', endpoint: '(malformed request)', statusCode: 400, errorMessage: String.raw`Request line: \x16\x03` },
    ]);
  });

  it('may all be page views, or all performance', () => {
    expect(eventsOf(`${page}\n${asset}\n`, { shape: 'pageview' }).map(({ type }) => type)).toEqual(['pageview', 'pageview']);
    expect(eventsOf(`${page}\n${asset}\n`, { shape: 'performance' }).map(({ type }) => type)).toEqual(['performance', 'performance']);
  });

  it('an unreadable line is sent whole, for the server to refuse', () => {
    expect(eventsOf('what\0?\n\n')).toEqual([
      { type: 'unparsed-log-line', messageId: expect.any(String), eventData: { line: String.raw`what\x00?`, bytes: 6 } },
      { type: 'unparsed-log-line', messageId: expect.any(String), eventData: { line: '', bytes: 0 } },
    ]);
  });

  it('a line longer than any real one is refused by its beginning and told from others by all of it', () => {
    const [one, other] = [`${page} ${'x'.repeat(70_000)}1`, `${page} ${'x'.repeat(70_000)}2`].flatMap((text) => eventsOf(text));
    expect(one).toMatchObject({ type: 'unparsed-log-line', eventData: { bytes: page.length + 70_002 } });
    expect(JSON.stringify(one).length).toBeLessThan(32_000);
    expect(other?.['messageId']).not.toBe(one?.['messageId']);
  });

  it('fields are cut to what the intake takes', () => {
    const [event] = eventsOf(page.replace('/shop', `/${'s'.repeat(5_000)}`).replace('Mozilla', 'M'.repeat(5_000)));
    expect(String(event?.['url']).length).toBe(2_048);
    expect(String(event?.['userAgent']).length).toBe(1_000);
  });
});

it('the events of a real log keep within the contract', () => {
  for (const { type, ...fields } of eventsOf(readFileSync(new URL('./fixtures/access.log', import.meta.url)))) {
    if (type === 'unparsed-log-line') continue;
    const shape = INTAKE_TYPES[/** @type {'pageview' | 'performance'} */ (type)];
    expect(judge(/** @type {import('@bilten/contracts/kit/contract.js').Shape<object>} */ (shape), fields)).toMatchObject({ ok: true });
  }
});

describe('a message id', () => {
  it('is the same for the same file, however its lines end', () => {
    expect(ids(eventsOf(`${page}\r\n${asset}\r\n`))).toEqual(ids(eventsOf(`${page}\n${asset}`)));
  });

  it('counts equal lines, so that each is an event', () => {
    const [first, second, third] = ids(eventsOf(`${page}\n${page}\n${page}\n`));
    expect([second, third]).toEqual([`${first}-2`, `${first}-3`]);
  });

  it('does not depend on the key, which visitor ids do', () => {
    const [[one], [other]] = [eventsOf(page), eventsOf(page, { visitorKey: Buffer.from('another') })];
    expect(one?.['messageId']).toBe(other?.['messageId']);
    expect(one?.['visitorId']).not.toBe(other?.['visitorId']);
  });

  it('remembers equal lines over a bounded window', () => {
    const ordinals = new Ordinals(2);
    const digest = (/** @type {number} */ byte) => Buffer.alloc(32, byte);
    expect([1, 1, 2, 3, 1].map((byte) => ordinals.next(digest(byte)))).toEqual([1, 2, 1, 1, 3]);
    expect([4, 5, 6, 7, 2].map((byte) => ordinals.next(digest(byte)))).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('a session', () => {
  it('ends after thirty minutes of silence', () => {
    const sessions = new Sessions();
    const [first, soon, later] = [0, 29, 60].map((minute) => sessions.of('v', minute * MINUTE));
    expect(soon).toBe(first);
    expect(later).not.toBe(first);
  });

  it('takes lines that are a little out of order', () => {
    const sessions = new Sessions();
    expect(new Set([100, 80, 101, 95].map((minute) => sessions.of('v', minute * MINUTE))).size).toBe(1);
  });

  it('is not joined by lines that are hours late, nor ended by them', () => {
    const sessions = new Sessions();
    const [now, late, then] = [600, 10, 601].map((minute) => sessions.of('v', minute * MINUTE));
    expect(late).not.toBe(now);
    expect(then).toBe(now);
  });

  it('is remembered for a bounded number of visitors', () => {
    const sessions = new Sessions(2);
    const first = sessions.of('a', 0);
    sessions.of('b', 1);
    sessions.of('c', 2);
    expect(sessions.of('a', MINUTE)).not.toBe(first);
  });
});

describe('lines', () => {
  it('are the same wherever the chunks are cut', () => {
    const text = Buffer.from(`${page}\r\n\n${asset}\n${'y'.repeat(300)}`);
    const whole = linesOf(text);
    for (const size of [1, 7, 100, 250]) {
      const splitter = new LineSplitter();
      const lines = [];
      for (let start = 0; start < text.length; start += size) lines.push(...splitter.push(text.subarray(start, start + size)));
      expect([...lines, ...splitter.end()]).toEqual(whole);
    }
  });

  it('too long to hold are cut the same wherever the chunks are cut', () => {
    const text = Buffer.from(`${'z'.repeat(200_000)}\nnext`);
    const [whole] = linesOf(text);
    const splitter = new LineSplitter();
    const [pieced] = [
      ...splitter.push(text.subarray(0, 50_000)),
      ...splitter.push(text.subarray(50_000, 120_000)),
      ...splitter.push(text.subarray(120_000)),
    ];
    expect(pieced).toEqual(whole);
    expect(whole).toMatchObject({ cut: true, length: 200_000 });
    expect(whole?.bytes.length).toBe(64 * 1024);
  });
});
