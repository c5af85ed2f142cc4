// @ts-check
import { describe, expect, it } from 'vitest';
import { isPage, pathOf } from './page.rules.mjs';

/** @param {string} target */
const get = (target, status = 200) => isPage({ method: 'GET', target }, status);

describe('a page view', () => {
  it.each([
    '/',
    '/blog',
    '/blog/tags/X11',
    '/index.html',
    '/a.php?x=1',
    '/user/john.doe',
    '/logstash-2012.10/',
    '/v1.2',
    '/a;jsessionid=9.png',
    '/?next=/x.css',
    '/page#x.js',
    'http://example.org/',
    '//double',
  ])('is %s', (target) => {
    expect(get(target)).toBe(true);
  });

  it.each([
    '/style.css',
    '/A.PNG',
    '/x/reset.css?v=3',
    '/favicon.ico',
    '/feed.xml',
    '/robots.txt',
    '/app.js;v=1',
    '/.env',
    '/.well-known/acme',
    '/paper.pdf',
    '/a.tar.gz',
    'http://example.org/a.woff2',
    '*',
    'example.org:443',
  ])('is not %s', (target) => {
    expect(get(target)).toBe(false);
  });

  it('needs a GET that succeeded, was redirected or had nothing new', () => {
    expect([200, 206, 301, 304, 399].map((status) => get('/', status))).toEqual([true, true, true, true, true]);
    expect([0, 100, 400, 404, 499, 500].map((status) => get('/', status))).toEqual([false, false, false, false, false, false]);
    expect(['HEAD', 'POST', 'OPTIONS', 'get'].map((method) => isPage({ method, target: '/' }, 200))).toEqual([false, false, false, false]);
  });
});

it('a path is without query, fragment, scheme and host', () => {
  expect(['/a/b?c#d', 'https://example.org/a?b', 'http://example.org', '/', '*'].map(pathOf)).toEqual(['/a/b', '/a', '/', '/', '*']);
});
