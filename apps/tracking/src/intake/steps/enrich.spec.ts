import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BROWSER, rowOf, SERVER } from '../../testing/an-arrival.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const contextOf = (body: object, given = {}) => rowOf({ eventType: 'page_view', ...body }, given).context;
const page = (pageUrl: string, referrer?: string) => contextOf({ pageUrl, ...(referrer !== undefined && { referrer }) });

describe('the device', () => {
  it.each([
    [FIREFOX, { browser: 'Firefox 128', os: 'Linux', device: 'desktop' }],
    [IPHONE, { browser: 'Safari 17', os: 'iOS', device: 'mobile' }],
    [CRAWLER, { device: 'bot', bot: true }],
    ['', {}],
  ])('is told by %j', (userAgent, device) => {
    expect(contextOf({}, { client: { userAgent } })).toEqual(device);
    expect(contextOf({ userAgent }, { caller: SERVER, client: { userAgent: 'axios/1' } })).toEqual(device);
  });

  it('is what the connection says of a browser, whatever the event says', () => {
    expect(contextOf({ userAgent: CRAWLER }, { caller: BROWSER, client: { userAgent: FIREFOX } })).toMatchObject({
      browser: 'Firefox 128',
    });
  });

  it('is not the program that sends, unless a server says that it is', () => {
    expect(contextOf({}, { client: { userAgent: 'curl/8.0' } })).toEqual({});
    expect(contextOf({ userAgent: 'curl/8.0' }, { caller: SERVER })).toEqual({ device: 'bot', bot: true });
  });

  it('speaks the first of its languages, and a server speaks none', () => {
    expect(contextOf({}, { client: { language: 'pl-PL,pl;q=0.9,en;q=0.8' } })).toEqual({ language: 'pl-PL' });
    expect(contextOf({}, { caller: SERVER, client: { language: 'pl' } })).toEqual({});
  });
});

describe('the campaign', () => {
  it('is read off the address of the page', () => {
    expect(
      page('https://bilten.com/?utm_source=news&utm_medium=email&utm_campaign=summer+2024&utm_term=a%20b&utm_content=%C5%82#utm_source=no'),
    ).toEqual({
      utm_source: 'news',
      utm_medium: 'email',
      utm_campaign: 'summer 2024',
      utm_term: 'a b',
      utm_content: 'ł',
      channel: 'email',
    });
  });

  it('of an empty or broken query is none', () => {
    expect(page('/?utm_source=&x')).toEqual({ channel: 'direct' });
    expect(page('/?%%%&=&?')).toEqual({ channel: 'direct' });
  });

  it('is text that every store can hold', () => {
    const { utm_source, utm_medium, click_id } = page(`/?utm_source=a%00b&utm_medium=${'x'.repeat(199)}%F0%9F%98%80&gclid=%00`);
    expect(utm_source).toBe('a\uFFFDb');
    expect(utm_medium).toBe(`${'x'.repeat(199)}\uFFFD`);
    expect(click_id).toBe('gclid:\uFFFD');
  });

  it.each([
    ['gclid', 'paid'],
    ['msclkid', 'paid'],
    ['fbclid', 'social'],
  ])('%s is the click id of an advertisement', (name, channel) => {
    expect(page(`/?${name}=abc`, 'https://l.facebook.com/')).toMatchObject({ click_id: `${name}:abc`, channel });
  });
});

describe('the channel', () => {
  it.each([
    ['/', undefined, 'direct'],
    ['/', '', 'direct'],
    ['https://bilten.com/a', 'https://www.bilten.com/b', 'direct'],
    ['https://bilten.com/', 'https://www.google.com/search?q=x', 'organic-search'],
    ['https://bilten.com/', 'https://duckduckgo.com', 'organic-search'],
    ['https://bilten.com/', 'google.com', 'organic-search'],
    ['https://bilten.com/', 'https://t.co/abc', 'social'],
    ['https://bilten.com/', 'https://www.youtube.com/watch', 'social'],
    ['https://bilten.com/', 'https://nettix.com/x.com', 'referral'],
    ['https://bilten.com/', 'https://user:secret@blog.example/post', 'referral'],
    ['/?utm_medium=CPC', undefined, 'paid'],
    ['/?utm_medium=cpc&utm_source=google', 'https://google.com', 'paid'],
    ['/?utm_source=Newsletter', undefined, 'email'],
    ['/?utm_medium=social', undefined, 'social'],
    ['/?utm_medium=organic', undefined, 'organic-search'],
    ['/?utm_source=poster', 'https://blog.example', 'campaign'],
    ['/?utm_campaign=spring', undefined, 'direct'],
  ])('of %s from %s is %s', (pageUrl, referrer, channel) => {
    expect(page(pageUrl, referrer).channel).toBe(channel);
  });

  it('comes with the domain of the referrer, and nothing more of it', () => {
    expect(page('https://bilten.com/', 'https://user:secret@WWW.Blog.example:8080/post?q=1#x')).toEqual({
      referrer_domain: 'blog.example',
      channel: 'referral',
    });
    expect(page('https://bilten.com/a', 'http://bilten.com/b')).not.toHaveProperty('referrer_domain');
  });

  it('is of pages only', () => {
    expect(contextOf({})).toEqual({});
  });
});

describe('the address', () => {
  const salt = randomBytes(32);
  const hash = (given: object, body = {}) => contextOf(body, { salt, client: { address: '203.0.113.7' }, ...given }).ip_hash;

  it('leaves a hash that is the same all day and another the next', () => {
    expect(hash({})).toMatch(/^[\w-]{22}$/);
    expect(hash({})).toBe(hash({}));
    expect(hash({})).not.toBe(hash({ client: { address: '203.0.113.8' } }));
    expect(hash({})).not.toBe(hash({ salt: randomBytes(32) }));
  });

  it('leaves nothing when there is no salt', () => {
    expect(rowOf({ eventType: 'x' }, { client: { address: '203.0.113.7' } }).context).toEqual({});
  });

  it('is that of the device when a server speaks for it, and never of the server', () => {
    expect(hash({ caller: SERVER }, { ipAddress: '198.51.100.9' })).toBe(hash({ client: { address: '198.51.100.9' } }));
    expect(hash({ caller: SERVER })).toBeUndefined();
    expect(hash({ caller: BROWSER }, { ipAddress: '198.51.100.9' })).toBe(hash({}));
  });

  it('and the user agent are nowhere in what goes on', () => {
    for (const given of [{ client: { address: '203.0.113.7', userAgent: FIREFOX } }, { caller: SERVER }]) {
      const text = JSON.stringify(rowOf({ eventType: 'x', ipAddress: '203.0.113.7', userAgent: FIREFOX }, { salt, ...given }));
      expect(text).not.toContain('203.0.113.7');
      expect(text).not.toContain('Gecko');
    }
  });
});
