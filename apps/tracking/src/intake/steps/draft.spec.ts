import { describe, expect, it } from 'vitest';
import { NOON, refusalOf, rowOf } from '../../testing/an-arrival.js';

const RECEIVED = {
  id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
  message_id: 'm-1',
  occurred_at: new Date(NOON).toISOString(),
  received_at: new Date(NOON).toISOString(),
};

describe("the specification's own examples", () => {
  it('an activity', () => {
    const body = {
      eventType: 'page_view',
      sessionId: 'session-123',
      pageUrl: 'https://bilten.com/events',
      eventData: { referrer: 'google.com', searchTerm: 'music events' },
    };
    expect(rowOf(body, { type: 'activity' })).toEqual({
      ...RECEIVED,
      kind: 'activity',
      name: 'page_view',
      session_id: 'session-123',
      page_url: 'https://bilten.com/events',
      data: { referrer: 'google.com', searchTerm: 'music events' },
      context: { channel: 'direct' },
    });
  });

  it('an interaction with an event', () => {
    const body = {
      eventId: 'event-uuid',
      interactionType: 'view',
      sessionId: 'session-123',
      interactionData: { duration: 45, scrollDepth: 75 },
    };
    expect(rowOf(body, { type: 'event-interaction' })).toEqual({
      ...RECEIVED,
      kind: 'event-interaction',
      name: 'event_view',
      event_id: 'event-uuid',
      session_id: 'session-123',
      data: { duration: 45, scrollDepth: 75 },
      context: {},
    });
  });

  it('a conversion', () => {
    const body = {
      conversionType: 'purchase',
      conversionValue: 99.99,
      sessionId: 'session-123',
      campaignId: 'summer2024',
      conversionData: { orderId: 'order-123', ticketCount: 2 },
    };
    expect(rowOf(body, { type: 'conversion' })).toEqual({
      ...RECEIVED,
      kind: 'conversion',
      name: 'purchase',
      value: '99.99',
      session_id: 'session-123',
      campaign_id: 'summer2024',
      data: { orderId: 'order-123', ticketCount: 2 },
      context: {},
    });
  });

  it('a performance, whose error is null', () => {
    const body = { endpoint: '/api/v1/events', responseTime: 245, statusCode: 200, errorMessage: null };
    expect(rowOf(body, { type: 'performance' })).toEqual({
      ...RECEIVED,
      kind: 'performance',
      name: 'performance',
      endpoint: '/api/v1/events',
      response_time: 245,
      status_code: 200,
      context: {},
    });
  });

  it('a point of a heatmap', () => {
    const body = {
      pageUrl: 'https://bilten.com/events',
      xPosition: 150,
      yPosition: 200,
      elementSelector: '.event-card',
      clickCount: 1,
      hoverCount: 3,
      scrollDepth: 75,
      sessionId: 'session-123',
    };
    expect(rowOf(body, { type: 'heatmap' })).toEqual({
      ...RECEIVED,
      kind: 'heatmap',
      name: 'heatmap',
      page_url: 'https://bilten.com/events',
      x_position: 150,
      y_position: 200,
      element_selector: '.event-card',
      click_count: 1,
      hover_count: 3,
      scroll_depth: 75,
      session_id: 'session-123',
      context: { channel: 'direct' },
    });
  });

  it('what its tracking service sends', () => {
    expect(
      rowOf({
        eventType: 'event_click',
        sessionId: 'session_1700000000000_ab12',
        pageUrl: 'http://localhost:3000/',
        eventData: { eventId: 'event-123' },
      }),
    ).toMatchObject({ event_id: 'event-123' });
    expect(rowOf({ conversionType: 'registration', conversionValue: 0, conversionData: { source: 'event_page' } })).toMatchObject({
      value: '0',
    });
  });
});

describe('the other kinds', () => {
  it('a page view is an activity, whose title is data', () => {
    expect(rowOf({ url: '/a', title: 'A', referrer: '', eventData: { eventId: 'e' } }, { type: 'pageview' })).toMatchObject({
      kind: 'activity',
      name: 'page_view',
      page_url: '/a',
      event_id: 'e',
      data: { title: 'A', eventId: 'e' },
    });
    expect(rowOf({ url: '/a' }, { type: 'pageview' })).not.toHaveProperty('data');
  });

  it('a visitor is an activity and has an id', () => {
    expect(rowOf({ visitorId: 'v', visitorData: { screen: '4k' } }, { type: 'visitor' })).toMatchObject({
      kind: 'activity',
      name: 'visitor',
      visitor_id: 'v',
      data: { screen: '4k' },
    });
    expect(refusalOf({ url: '/' }, { type: 'visitor' }).detail).toContain('/visitorId');
    expect(refusalOf({ visitorId: null }, { type: 'visitor' }).detail).toContain('/visitorId');
  });

  it('an experiment of the lab is completed unless it says otherwise', () => {
    expect(rowOf({ experimentId: 'x', experimentType: 'neural-art', input: { a: 1 }, processingTime: 12.5, tokensUsed: 3 })).toMatchObject({
      kind: 'lab',
      name: 'lab_experiment',
      experiment_status: 'completed',
      data: { input: { a: 1 } },
      processing_time: 13,
      tokens_used: 3,
    });
    expect(rowOf({ experimentId: 'x', experimentType: 'other', status: 'failed' })).not.toHaveProperty('data');
  });
});

describe('fields', () => {
  const nulls = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const envelope = nulls('messageId', 'sessionId', 'userId', 'timestamp', 'sentAt', 'userAgent', 'ipAddress');

  it.each([
    ['activity', { eventType: 'x' }, ['visitorId', 'pageUrl', 'referrer', 'eventData']],
    ['event-interaction', { eventId: 'e', interactionType: 'view' }, ['visitorId', 'pageUrl', 'referrer', 'interactionData']],
    ['conversion', { conversionType: 'x' }, ['visitorId', 'pageUrl', 'referrer', 'conversionValue', 'campaignId', 'conversionData']],
    ['performance', { endpoint: '/', responseTime: 0, statusCode: 0 }, ['visitorId', 'errorMessage']],
    ['heatmap', { pageUrl: '/', xPosition: 0, yPosition: 0 }, ['visitorId', 'elementSelector', 'clickCount', 'hoverCount', 'scrollDepth']],
    ['pageview', { url: '/' }, ['visitorId', 'title', 'referrer', 'eventData']],
    ['visitor', { visitorId: 'v' }, ['url', 'referrer', 'visitorData']],
    ['lab', { experimentId: 'x', experimentType: 'other' }, ['visitorId', 'status', 'input', 'output', 'processingTime', 'tokensUsed']],
  ] as const)('of %s that may be left out may be null, and are then left out', (type, body, optional) => {
    expect(rowOf({ ...body, ...envelope, ...nulls(...optional) }, { type })).toEqual(rowOf(body, { type }));
  });

  it.each([
    ['activity', {}, '/eventType'],
    ['activity', { eventType: '' }, '/eventType'],
    ['activity', { eventType: 'x'.repeat(201) }, '/eventType'],
    ['activity', { eventType: 'x', eventData: [] }, '/eventData'],
    ['activity', { eventType: 'x', eventData: 'text' }, '/eventData'],
    ['activity', { eventType: 'x', sessionId: 7 }, '/sessionId'],
    ['activity', { eventType: 'x', messageId: '' }, '/messageId'],
    ['activity', { eventType: 'x', timestamp: 'yesterday' }, '/timestamp'],
    ['activity', { eventType: 'x', timestamp: '0000-01-01T00:00:00Z' }, '/timestamp'],
    ['activity', { eventType: 'x', sentAt: 1_700_000_000_000 }, '/sentAt'],
    ['activity', { eventType: 'x', color: 'red' }, '/color'],
    ['performance', { endpoint: '/', responseTime: -1, statusCode: 200 }, '/responseTime'],
    ['performance', { endpoint: '/', responseTime: 2_147_483_648, statusCode: 200 }, '/responseTime'],
    ['performance', { endpoint: '/', responseTime: 1, statusCode: 1_000 }, '/statusCode'],
    ['heatmap', { pageUrl: '/', xPosition: '1', yPosition: 1 }, '/xPosition'],
    ['heatmap', { pageUrl: '/', xPosition: 1, yPosition: 1, scrollDepth: 101 }, '/scrollDepth'],
    ['lab', { experimentId: 'x', experimentType: 'unheard-of' }, '/experimentType'],
  ] as const)('of %s %j: %s is refused', (type, body, pointer) => {
    expect(refusalOf(body, { type })).toMatchObject({ reason: 'invalid', detail: expect.stringContaining(`${pointer}: `) });
  });

  it.each([
    '{"eventType": "x", "constructor": null}',
    '{"eventType": "x", "constructor": {}}',
    '{"eventType": "x", "__proto__": {"kind": "lab"}}',
    '{"eventType": "x", "hasOwnProperty": 1}',
  ])('that are no fields are refused: %s', (json) => expect(refusalOf(JSON.parse(json), { type: 'activity' }).reason).toBe('invalid'));
});

describe('money', () => {
  const valueOf = (conversionValue: unknown) => rowOf({ conversionType: 'purchase', conversionValue }).value;

  it.each([
    [99.99, '99.99'],
    [0, '0'],
    [-5.5, '-5.5'],
    [0.3, '0.3'],
    [1e-6, '0.000001'],
    [12_345_678_901_234, '12345678901234'],
    [0.1 + 0.6, '0.7'],
    [12_345_678_901_234.5, '12345678901234.5'],
    ['99999999999999.999999', '99999999999999.999999'],
    ['-99999999999999.999999', '-99999999999999.999999'],
  ])('%j stays %s to the last digit', (given, exact) => expect(valueOf(given)).toBe(exact));

  it.each([
    ['1.50', '1.5'],
    ['100', '100'],
    ['100.000', '100'],
    ['007.05', '7.05'],
    ['000', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0.10', '0.1'],
    ['-00.5', '-0.5'],
  ])('%j is written %s, as every store gives it back', (given, exact) => {
    expect(valueOf(given)).toBe(exact);
  });

  it.each([0.1 + 0.2, 1e15, 1e-7, 12_345_678_901_234.56, '123456789012345', '1.1234567', '1e3', 'ten', '', true, [], {}])(
    '%j is refused, for it cannot be kept exactly',
    (conversionValue) => {
      expect(refusalOf({ conversionType: 'purchase', conversionValue }).detail).toContain('/conversionValue: ');
    },
  );
});
