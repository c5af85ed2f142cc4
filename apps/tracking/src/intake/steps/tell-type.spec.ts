import { describe, expect, it } from 'vitest';
import { refusalOf, rowOf } from '../../testing/an-arrival.js';

describe('what an event is', () => {
  it.each([
    ['activity', { eventType: 'page_view' }],
    ['event-interaction', { eventId: 'e', interactionType: 'view' }],
    ['conversion', { conversionType: 'purchase' }],
    ['performance', { endpoint: '/', responseTime: 1, statusCode: 200 }],
    ['heatmap', { pageUrl: '/', xPosition: 1, yPosition: 2 }],
    ['lab', { experimentId: 'x', experimentType: 'other' }],
    ['activity', { url: '/' }],
    ['activity', { visitorId: 'v', visitorData: { screen: 'wide' } }],
    ['activity', { visitorId: 'v', url: '/', visitorData: {} }],
  ] as const)('is told as %s by its fields: %j', (kind, body) => {
    expect(rowOf(body).kind).toBe(kind);
  });

  it('is told by its type where it says one', () => {
    expect(rowOf({ type: 'visitor', visitorId: 'v', url: '/' }).name).toBe('visitor');
    expect(rowOf({ type: 'pageview', visitorId: 'v', url: '/' }).name).toBe('page_view');
  });

  it('is told by its route before all', () => {
    expect(rowOf({ url: '/', visitorId: 'v' }, { type: 'visitor' }).name).toBe('visitor');
    expect(refusalOf({ type: 'visitor', url: '/' }, { type: 'pageview' }).detail).toContain('type is not a field');
  });

  it('takes null as not said, in its type and in what tells', () => {
    expect(rowOf({ type: null, eventType: 'click' }).name).toBe('click');
    expect(refusalOf({ eventType: 'click', xPosition: null, interactionType: null }).detail).toBe(
      '/xPosition: xPosition is not a field of this request; /interactionType: interactionType is not a field of this request',
    );
  });

  it.each([
    {},
    { sessionId: 's' },
    { type: 'activities', eventType: 'x' },
    { type: 7, eventType: 'x' },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'toString' },
    { type: ['activity'] },
  ])('of %j is unknown', (body) => expect(refusalOf(body).reason).toBe('unknown-kind'));

  it.each([null, undefined, 'text', 7, true, [], [{ eventType: 'x' }]])('cannot be %j', (body) => {
    expect(refusalOf(body)).toMatchObject({ reason: 'invalid', detail: 'An event must be a JSON object' });
  });
});
