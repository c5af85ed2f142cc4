import { reports } from '@bilten/contracts/analytics/reports.contract.js';
import { favorites } from '@bilten/contracts/community/favorites.contract.js';
import { Fault } from '@bilten/contracts/kit/fault.js';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { requestOf } from './request-of.js';

const anHttpRequest = (parts: { body?: unknown; query?: object; params?: object }) =>
  ({ body: undefined, query: {}, params: {}, ...parts }) as unknown as FastifyRequest;

describe('the request of a contract', () => {
  it('takes numbers, flags and lists out of a query string', () => {
    expect(
      requestOf(
        reports.userJourney,
        anHttpRequest({ query: { includeEvents: 'false', startDate: '2024-01-01' }, params: { userId: 'u' } }),
      ),
    ).toEqual({
      includeEvents: false,
      startDate: '2024-01-01',
      userId: 'u',
    });
    expect(requestOf(reports.realTime, anHttpRequest({ query: { eventTypes: ['a', 'b'] } }))).toEqual({ eventTypes: ['a', 'b'] });
    expect(requestOf(reports.realTime, anHttpRequest({ query: { eventTypes: 'a,b' } }))).toEqual({ eventTypes: ['a', 'b'] });
  });

  it('leaves what does not fit for validation to name', () => {
    expect(requestOf(reports.overview, anHttpRequest({ query: { limit: 'many' } }))).toEqual({ limit: 'many' });
    expect(requestOf(reports.overview, anHttpRequest({ query: { limit: '' } }))).toEqual({ limit: '' });
  });

  it('lets the path win over the body', () => {
    expect(
      requestOf(favorites.update, anHttpRequest({ body: { favoriteId: 'another', notes: 'n' }, params: { favoriteId: 'this' } })),
    ).toEqual({ favoriteId: 'this', notes: 'n' });
  });

  it.each([[[1]], ['text'], [7]])('refuses a body that is no object: %j', (body) => {
    expect(() => requestOf(favorites.add, anHttpRequest({ body }))).toThrow(Fault);
  });
});
