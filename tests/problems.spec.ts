import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './http.js';
import { system, type System } from './system.js';

let house: System;
beforeAll(async () => {
  house = await system();
});
afterAll(() => house.stop());

const isProblem = ({ headers, body, text }: Answer, status: number, code: string) => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    success: false,
    status,
    code,
    title: expect.any(String),
    detail: expect.any(String),
    type: expect.stringContaining(code),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(text).not.toMatch(/\n\s+at |node_modules|\/src\/|select |insert /i);
};

describe('what goes wrong is answered as a documented problem', () => {
  const post = (body: string, type = 'application/json') =>
    fetch(`${house.url}/api/v1/tracking/activity`, { method: 'POST', headers: { 'content-type': type }, body }).then(async (response) => {
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
    });

  it('a malformed body', async () => isProblem(await post('{"eventType":'), 400, 'malformed'));
  it('a body nested without end', async () => isProblem(await post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 400, 'malformed'));
  it('a body that would poison a prototype', async () => isProblem(await post('{"__proto__":{"admin":true}}'), 400, 'malformed'));
  it('a wrong content type', async () =>
    isProblem(await post('eventType=page_view', 'application/x-www-form-urlencoded'), 415, 'unsupportedMediaType'));
  it('a body over the limit', async () =>
    isProblem(await post(JSON.stringify({ eventType: 'x', eventData: { text: 'y'.repeat(1_100_000) } })), 413, 'tooLarge'));
  it('an unknown route', async () => isProblem(await house.nobody.get('/api/v1/nothing/here'), 404, 'unknownRoute'));
  it('no credentials', async () => isProblem(await house.nobody.get('/api/v1/tracking/ledger'), 401, 'unauthenticated'));
  it('a key that nobody gave out', async () => {
    const response = await fetch(`${house.url}/api/v1/tracking/ledger`, {
      headers: { 'x-api-key': 'bk_nobodygavethisoutnobodygavethisoutnobody' },
    });
    expect(response.status).toBe(401);
  });

  it('a wrong type names the field', async () => {
    const answer = await house.nobody.post('/api/v1/tracking/conversion', { conversionType: 7, conversionValue: 'a lot' });
    isProblem(answer, 422, 'invalid');
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/conversionType', '/conversionValue']),
    );
  });

  it('too many events in a batch', async () => {
    isProblem(
      await house.nobody.post('/api/v1/tracking/batch', { events: Array.from({ length: 501 }, () => ({ eventType: 'x' })) }),
      422,
      'invalid',
    );
  });

  it('history from a stranger', async () => {
    isProblem(await house.nobody.post('/api/v1/tracking/batch', { events: [{ eventType: 'x' }], historical: true }), 403, 'denied');
  });

  it('a bearer token that is none', async () => {
    const response = await fetch(`${house.url}/api/v1/tracking/ledger`, {
      headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.' },
    });
    expect(response.status).toBe(401);
  });

  it('a key that is none, even where none is needed', async () => {
    const response = await fetch(`${house.url}/api/v1/tracking/activity`, {
      method: 'POST',
      headers: { 'x-api-key': 'bk_none', 'content-type': 'application/json' },
      body: JSON.stringify({ eventType: 'page_view' }),
    });
    expect(response.status).toBe(401);
  });

  it.each(['null', 'of-another-app', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.'])(
    'the token of a page that is of no use (%s) loses no event',
    async (token) => {
      const response = await fetch(`${house.url}/api/v1/tracking/activity`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ eventType: 'page_view' }),
      });
      expect(response.status).toBe(202);
    },
  );

  it('a service that is not running', async () => {
    await house.services.get('community')!.stop();
    house.services.delete('community');
    const answer = await house.admin.get('/api/v1/favorites/user/u-1');
    isProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
