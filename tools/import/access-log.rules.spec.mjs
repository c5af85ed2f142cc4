// @ts-check
import { describe, expect, it } from 'vitest';
import { parseLine, parseRequest, parseTime, readable, unescapeField } from './access-log.rules.mjs';

const line = ({
  address = '203.0.113.7',
  user = '-',
  time = '17/May/2015:10:05:03 +0000',
  request = 'GET / HTTP/1.1',
  answer = '200 512',
  referrer = '-',
  agent = 'Mozilla/5.0',
  rest = '',
} = {}) => `${address} - ${user} [${time}] "${request}" ${answer} "${referrer}" "${agent}"${rest}`;

describe('a line of the combined format', () => {
  it('is read field by field', () => {
    expect(parseLine(line({ referrer: 'https://example.org/a', user: 'ann' }))).toEqual({
      address: '203.0.113.7',
      ip: '203.0.113.7',
      time: Date.UTC(2015, 4, 17, 10, 5, 3),
      requestLine: 'GET / HTTP/1.1',
      request: { method: 'GET', target: '/', protocol: 'HTTP/1.1' },
      status: 200,
      bytes: 512,
      referrer: 'https://example.org/a',
      userAgent: 'Mozilla/5.0',
    });
  });

  it.each(['2001:db8::1', '::1', '::ffff:203.0.113.7', 'fe80::1%eth0'])('may come from the IPv6 address %s', (address) => {
    expect(parseLine(line({ address }))).toMatchObject({ address, ip: address });
  });

  it('may come from a host name, which is no address', () => {
    const logged = parseLine(line({ address: 'crawler.example.org' }));
    expect(logged).toMatchObject({ address: 'crawler.example.org' });
    expect(logged).not.toHaveProperty('ip');
  });

  it('has dashes for what is not there', () => {
    const logged = parseLine(line({ answer: '304 -', referrer: '-', agent: '-' }));
    expect(logged).toMatchObject({ status: 304, bytes: 0 });
    expect(logged).not.toHaveProperty('referrer');
    expect(logged).not.toHaveProperty('userAgent');
  });

  it('may name a user with spaces, brackets and quotes', () => {
    expect(parseLine(line({ user: 'Ann "B" [x] Lee' }))).toMatchObject({ status: 200, userAgent: 'Mozilla/5.0' });
  });

  it('may hold escaped quotes and backslashes in every quoted field', () => {
    const logged = parseLine(
      line({ request: String.raw`GET /say?\"hi\" HTTP/1.1`, referrer: String.raw`http://a/\\b`, agent: String.raw`the \"best\" bot\\` }),
    );
    expect(logged).toMatchObject({
      request: { target: '/say?"hi"' },
      referrer: String.raw`http://a/\b`,
      userAgent: String.raw`the "best" bot` + '\\',
    });
  });

  it.each([
    ['an empty line', ''],
    ['words', 'hello world'],
    ['a cut-off user agent', line().slice(0, -4)],
    ['a cut-off request', line().slice(0, 60)],
    ['a missing status', line({ answer: '- 512' })],
    ['a time that does not exist', line({ time: '31/Feb/2015:10:05:03 +0000' })],
    ['an unescaped quote', line({ agent: 'the "best" bot' })],
    ['the common format, without referrer and user agent', '203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 512'],
  ])('is not %s', (_name, text) => {
    expect(parseLine(text)).toBeUndefined();
  });

  it.each([
    ['brackets', `1 - ${'[ '.repeat(30_000)}`],
    ['quotes', `1 - - [17/May/2015:10:05:03 +0000] "${'\\"'.repeat(30_000)}`],
    ['half a line, again and again', line().slice(0, -1).repeat(500)],
    ['spaces in the request', line({ request: ` HTTP/1.1${' '.repeat(60_000)}` })],
  ])('costs little to refuse or read when it is long and full of %s', (_name, text) => {
    const begun = performance.now();
    parseLine(text);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('how long a request took', () => {
  it.each([
    ['seconds with a point', ' 0.123', 123],
    ['nginx after the forwarded address', ' "198.51.100.2, 10.0.0.1" rt=1.5', 1_500],
    ['microseconds', ' 2500', 2.5],
    ['bytes in and out, then microseconds', ' 700 900 2500', 2.5],
  ])('is read from %s', (_name, rest, milliseconds) => {
    expect(parseLine(line({ rest }))?.milliseconds).toBeCloseTo(milliseconds, 6);
  });

  it.each([
    ['no field', ''],
    ['a forwarded address', ' "-"'],
    ['bytes in and out', ' 700 900'],
  ])('is not known from %s', (_name, rest) => {
    expect(parseLine(line({ rest }))).not.toHaveProperty('milliseconds');
  });
});

describe('a time', () => {
  it.each([
    ['17/May/2015:10:05:03 +0000', '2015-05-17T10:05:03.000Z'],
    ['17/May/2015:10:05:03 +0530', '2015-05-17T04:35:03.000Z'],
    ['01/Jan/2024:00:30:00 +0200', '2023-12-31T22:30:00.000Z'],
    ['31/Dec/2023:20:30:00 -0800', '2024-01-01T04:30:00.000Z'],
    ['29/Feb/2024:23:59:60 +0000', '2024-03-01T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    '29/Feb/2023:00:00:00 +0000',
    '00/May/2015:10:05:03 +0000',
    '17/Mai/2015:10:05:03 +0000',
    '17/May/2015:24:05:03 +0000',
    '17/May/2015:10:60:03 +0000',
    '17/May/2015:10:05:03',
    '17/May/2015:10:05:03 GMT',
  ])('%s is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('a request line', () => {
  it.each([
    ['GET /a?b=c HTTP/2.0', { method: 'GET', target: '/a?b=c', protocol: 'HTTP/2.0' }],
    ['GET /', { method: 'GET', target: '/', protocol: 'HTTP/0.9' }],
    ['GET /two words HTTP/1.1', { method: 'GET', target: '/two words', protocol: 'HTTP/1.1' }],
    ['OPTIONS * HTTP/1.0', { method: 'OPTIONS', target: '*', protocol: 'HTTP/1.0' }],
    ['CONNECT example.org:443 HTTP/1.1', { method: 'CONNECT', target: 'example.org:443', protocol: 'HTTP/1.1' }],
    ['GET http://example.org/x HTTP/1.1', { method: 'GET', target: 'http://example.org/x', protocol: 'HTTP/1.1' }],
  ])('%s is read', (text, expected) => {
    expect(parseRequest(text)).toEqual(expected);
  });

  it.each(['-', '', String.raw`\x16\x03\x01\x02`, 'HELO mail', 'GET', 'SSH-2.0-Go'])('%j is noise', (text) => {
    expect(parseRequest(text)).toBeUndefined();
  });
});

describe('text', () => {
  it('is UTF-8, or Latin-1 where it is not', () => {
    expect(readable(Buffer.from('caf\u00e9', 'utf8'))).toBe('caf\u00e9');
    expect(readable(Buffer.from([0x63, 0x61, 0x66, 0xe9]))).toBe('caf\u00e9');
  });

  it('shows control characters instead of obeying them', () => {
    expect(readable(Buffer.from('a\0b\x1b[31m'))).toBe(String.raw`a\x00b\x1b[31m`);
  });

  it('is freed of the escapes of the server', () => {
    expect(unescapeField(String.raw`\xd0\xb6 \xe4\xe5 \x00 \t \q`)).toBe(String.raw`ж äå \x00 \t \q`);
  });
});
