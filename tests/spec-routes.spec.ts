import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { system, type System } from './system.js';

let house: System;
beforeAll(async () => {
  house = await system();
});
afterAll(() => house.stop());

describe('every route of the tracking specification answers for real', () => {
  const hour = 3_600_000;
  const from = Date.now() - 2 * hour;
  const at = (minutes: number) => new Date(from + minutes * 60_000).toISOString();
  const userId = 'user-uuid';

  it.each([
    [
      'activity',
      {
        eventType: 'page_view',
        sessionId: 'session-123',
        pageUrl: 'https://bilten.com/events',
        eventData: { referrer: 'google.com', searchTerm: 'music events' },
      },
      'Activity tracked successfully',
    ],
    [
      'event-interaction',
      { eventId: 'event-uuid', interactionType: 'view', sessionId: 'session-123', interactionData: { duration: 45, scrollDepth: 75 } },
      undefined,
    ],
    [
      'conversion',
      {
        conversionType: 'purchase',
        conversionValue: 99.99,
        sessionId: 'session-123',
        campaignId: 'summer2024',
        conversionData: { orderId: 'order-123', ticketCount: 2 },
      },
      undefined,
    ],
    ['performance', { endpoint: '/api/v1/events', responseTime: 245, statusCode: 200, errorMessage: null }, undefined],
    [
      'heatmap',
      {
        pageUrl: 'https://bilten.com/events',
        xPosition: 150,
        yPosition: 200,
        elementSelector: '.event-card',
        clickCount: 1,
        hoverCount: 3,
        scrollDepth: 75,
        sessionId: 'session-123',
      },
      undefined,
    ],
  ])('POST /api/v1/tracking/%s takes the body of the specification', async (route, body, message) => {
    const { status, body: answer } = await house.nobody.post(`/api/v1/tracking/${route}`, body);
    expect(status).toBe(202);
    expect(answer).toMatchObject({
      success: true,
      data: { trackingId: expect.stringMatching(/^[0-9a-f-]{36}$/), timestamp: expect.stringMatching(/Z$/) },
    });
    if (message) expect(answer.message).toBe(message);
  });

  it.each([
    ['visitor', { visitorId: 'v-1', userId, url: 'https://bilten.com/', referrer: 'https://www.google.com/' }],
    ['pageview', { visitorId: 'v-1', sessionId: 's-1', userId, url: 'https://bilten.com/events', title: 'Events' }],
    [
      'lab',
      {
        experimentId: 'x-1',
        experimentType: 'neural-art',
        userId,
        input: { prompt: 'a cat' },
        output: { image: 'i-1' },
        status: 'completed',
        processingTime: 1_200,
        tokensUsed: 42,
      },
    ],
  ])('POST /api/analytics/track/%s', async (route, body) => {
    expect(await house.nobody.post(`/api/analytics/track/${route}`, body)).toMatchObject({ status: 202, body: { success: true } });
  });

  it('a batch without types, as the specification sends it, is told by its fields', async () => {
    const { body } = await house.nobody.post('/api/v1/tracking/batch', {
      events: [{ eventType: 'search', sessionId: 's-2', eventData: { query: 'music' } }],
    });
    expect(body).toMatchObject({ success: true, data: { accepted: 1, duplicates: 0, rejected: 0, results: [{ status: 'accepted' }] } });
  });

  it('GET /api/v1/tracking/real-time has the shape of the specification', async () => {
    await house.settled();
    const { status, body } = await house.admin.get('/api/v1/tracking/real-time?timeRange=1h');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: {
        timeRange: '1h',
        activeSessions: expect.any(Number),
        lastUpdated: expect.any(String),
        sampled: false,
        computedAt: expect.any(String),
        events: expect.any(Number),
      },
    });
    expect(body.data.realTimeActivity).toContainEqual({
      event_type: 'page_view',
      count: expect.any(Number),
      time_bucket: expect.stringMatching(/:00Z$/),
    });
    expect(body.data.realTimeConversions).toContainEqual({
      conversion_type: 'purchase',
      count: 1,
      total_value: 99.99,
      time_bucket: expect.any(String),
    });
    expect(body.data.performanceMetrics).toContainEqual({
      endpoint: '/api/v1/events',
      avg_response_time: 245,
      request_count: 1,
      error_count: 0,
    });
    expect(body.data.activeSessions).toBe(3);
  });

  it('GET /api/v1/tracking/user-journey/:userId tells the way of one user', async () => {
    const events = [
      { eventType: 'page_view', pageUrl: 'https://bilten.com/', timestamp: at(0) },
      { eventType: 'page_view', pageUrl: 'https://bilten.com/events', timestamp: at(5) },
      { eventId: 'event-123', interactionType: 'like', timestamp: at(10) },
      { conversionType: 'purchase', conversionValue: '49.90', timestamp: at(20) },
    ].map((event, number) => ({ ...event, messageId: `journey-${number}`, userId: 'traveller', sessionId: 'journey' }));
    await house.admin.post('/api/v1/tracking/batch', { events });
    await house.settled();
    const { body } = await house.admin.get(`/api/v1/tracking/user-journey/traveller?startDate=${at(-1)}&endDate=${at(60)}`);
    expect(body.data).toMatchObject({
      userId: 'traveller',
      journeyAnalysis: {
        mostVisitedPages: { 'https://bilten.com/': 1, 'https://bilten.com/events': 1 },
        commonFlows: [{ from: 'https://bilten.com/', to: 'https://bilten.com/events', count: 1 }],
        sessionDuration: 1_200,
        bounceRate: 0,
      },
      totalSessions: 1,
      totalEvents: 4,
      totalInteractions: 1,
    });
    expect(body.data.userActivity).toHaveLength(2);
    expect(body.data.eventInteractions).toMatchObject([{ event_id: 'event-123', interaction_type: 'like' }]);
  });

  it('POST /api/v1/tracking/funnel-analysis takes the body of the specification', async () => {
    const { status, body } = await house.admin.post('/api/v1/tracking/funnel-analysis', {
      funnelSteps: [
        { name: 'Page View', eventType: 'page_view' },
        { name: 'Event Like', eventType: 'event_like' },
        { name: 'Purchase', eventType: 'purchase' },
        { name: 'Share', eventType: 'event_share' },
      ],
      timeRange: '30d',
      filters: { userId: 'traveller' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: {
        funnelSteps: [
          { step: 'Page View', eventType: 'page_view', count: 1, conversionRate: 100 },
          { step: 'Event Like', eventType: 'event_like', count: 1, conversionRate: 100 },
          { step: 'Purchase', eventType: 'purchase', count: 1, conversionRate: 100 },
          { step: 'Share', eventType: 'event_share', count: 0, conversionRate: 0 },
        ],
        timeRange: '30d',
        totalSteps: 4,
        overallConversionRate: 0,
      },
    });
  });

  it('GET /api/v1/tracking/heatmap/:pageUrl takes a percent-encoded address', async () => {
    const { status, body } = await house.admin.get(`/api/v1/tracking/heatmap/${encodeURIComponent('https://bilten.com/events')}`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      pageUrl: 'https://bilten.com/events',
      totalClicks: 1,
      totalHovers: 3,
      points: [{ x_position: 150, y_position: 200, element_selector: '.event-card', click_count: 1, hover_count: 3 }],
    });
  });

  it('POST /api/v1/tracking/export gives CSV and JSON', async () => {
    const range = { startDate: at(-1), endDate: at(60) };
    const csv = await house.admin.post('/api/v1/tracking/export', {
      dataType: 'user_activity',
      format: 'csv',
      filters: { userId: 'traveller', eventType: 'page_view' },
      dateRange: range,
    });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.headers.get('content-disposition')).toContain('user_activity.csv');
    const [header, ...rows] = csv.text.trim().split('\r\n');
    expect(header).toContain('user_id');
    expect(rows).toHaveLength(2);
    const json = await house.admin.post('/api/v1/tracking/export', {
      dataType: 'conversions',
      format: 'json',
      filters: { userId: 'traveller' },
      dateRange: range,
    });
    expect(json.body).toMatchObject({ success: true, data: [{ user_id: 'traveller', conversion_type: 'purchase' }] });
  });

  it('DELETE /api/v1/tracking/user/:userId forgets the user in every store, and a repeat says zero', async () => {
    const { status, body } = await house.admin.delete('/api/v1/tracking/user/traveller');
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, message: 'User data deleted', data: { userId: 'traveller', journal: 4, eventStore: 4 } });
    expect(
      (await house.admin.get(`/api/v1/tracking/user-journey/traveller?startDate=${at(-1)}&endDate=${at(60)}`)).body.data.totalEvents,
    ).toBe(0);
    expect((await house.admin.delete('/api/v1/tracking/user/traveller')).body.data).toMatchObject({ journal: 0, eventStore: 0 });
  });

  it('answers under /api as under /api/v1', async () => {
    expect(await house.admin.get('/api/tracking/ledger')).toMatchObject({ status: 200, body: { success: true } });
  });
});
