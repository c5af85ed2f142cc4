import { intake, type TrackBatch } from '@bilten/contracts/tracking/intake.contract.js';
import { ledger } from '@bilten/contracts/tracking/ledger.contract.js';
import { aUser, nobody } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { server, staff, TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

const as = (caller = nobody) => tracking.service.as(caller, intake);
const click = (messageId?: string) => ({ eventType: 'click', ...(messageId && { messageId }) });
describe('one event', () => {
  it('is answered with its id and time, and again with the same id when it comes again', async () => {
    const first = await as().activity(click('one'));
    expect(first).toEqual({ trackingId: expect.stringMatching(/^[\da-f-]{36}$/), timestamp: expect.stringMatching(/Z$/) });
    expect((await as().activity(click('one'))).trackingId).toBe(first.trackingId);
    await tracking.drained();
    expect((await as().activity(click('one'))).trackingId).toBe(first.trackingId);
    expect(await tracking.row('user_activity_tracking', 'one')).toMatchObject({ id: first.trackingId, event_type: 'click' });
  });

  it("lies in the specification's tables as the specification has it", async () => {
    const ana = as(aUser('ana'));
    await ana.activity({
      messageId: 's1',
      eventType: 'page_view',
      sessionId: 'session-123',
      pageUrl: 'https://bilten.com/events',
      eventData: { referrer: 'google.com', searchTerm: 'music events' },
    });
    await ana.eventInteraction({
      messageId: 's2',
      eventId: 'event-uuid',
      interactionType: 'view',
      sessionId: 'session-123',
      interactionData: { duration: 45, scrollDepth: 75 },
    });
    await ana.conversion({
      messageId: 's3',
      conversionType: 'purchase',
      conversionValue: 99.99,
      sessionId: 'session-123',
      campaignId: 'summer2024',
      conversionData: { orderId: 'order-123', ticketCount: 2 },
    });
    await ana.performance({ messageId: 's4', endpoint: '/api/v1/events', responseTime: 245, statusCode: 200, errorMessage: null as never });
    await ana.heatmap({
      messageId: 's5',
      pageUrl: 'https://bilten.com/events',
      xPosition: 150,
      yPosition: 200,
      elementSelector: '.event-card',
      clickCount: 1,
      hoverCount: 3,
      scrollDepth: 75,
      sessionId: 'session-123',
    });
    await ana.lab({ messageId: 's6', experimentId: 'x', experimentType: 'neural-art', input: { a: 1 }, output: { b: [2] } });
    const who = { user_id: 'ana', created_at: expect.any(Date) };
    const session = { ...who, session_id: 'session-123' };
    expect(await tracking.row('user_activity_tracking', 's1')).toMatchObject({
      ...session,
      event_type: 'page_view',
      page_url: 'https://bilten.com/events',
      event_data: { referrer: 'google.com', searchTerm: 'music events' },
      user_agent: null,
      ip_address: null,
    });
    expect(await tracking.row('event_interaction_tracking', 's2')).toMatchObject({
      ...session,
      event_id: 'event-uuid',
      interaction_type: 'view',
      interaction_data: { duration: 45, scrollDepth: 75 },
    });
    expect(await tracking.row('conversion_tracking', 's3')).toMatchObject({
      ...session,
      conversion_type: 'purchase',
      conversion_value: '99.990000',
      campaign_id: 'summer2024',
      conversion_data: { orderId: 'order-123', ticketCount: 2 },
    });
    expect(await tracking.row('performance_tracking', 's4')).toMatchObject({
      ...who,
      endpoint: '/api/v1/events',
      response_time: 245,
      status_code: 200,
      error_message: null,
    });
    expect(await tracking.row('heatmap_data', 's5')).toMatchObject({
      ...session,
      x_position: 150,
      y_position: 200,
      element_selector: '.event-card',
      click_count: 1,
      hover_count: 3,
      scroll_depth: 75,
    });
    expect(await tracking.row('lab_experiments', 's6')).toMatchObject({
      ...who,
      experiment_type: 'neural-art',
      input: { a: 1 },
      output: { b: [2] },
      status: 'completed',
    });
  });

  it('that is refused says why, and is kept with the reason', async () => {
    await expect(as().activity({ messageId: 'bad', pageUrl: 7, color: 'red' } as never)).rejects.toMatchObject({
      kind: 'invalid',
      details: {
        reason: 'invalid',
        errors: expect.arrayContaining([
          { pointer: '/color', detail: 'color is not a field of this request' },
          expect.objectContaining({ pointer: '/eventType' }),
        ]),
      },
    });
    expect(await tracking.row('rejected_event', 'bad')).toMatchObject({
      reason: 'invalid',
      payload: '{"messageId":"bad","pageUrl":7,"color":"red"}',
    });
  });

  it('has the id that it was given, in any script and with text that no store can hold', async () => {
    for (const messageId of ['😀'.repeat(150), 'a\0b', 'lone \ud800']) {
      const { trackingId } = await as().activity(click(messageId));
      await tracking.drained();
      expect((await as().activity(click(messageId))).trackingId).toBe(trackingId);
    }
    const { deadLettered } = await tracking.drained();
    expect(deadLettered).toBe(0);
  });

  it('of somebody else cannot be had by its key alone: nothing but an id comes back', async () => {
    await as(aUser('ana')).activity({ ...click('private'), pageUrl: '/secret' });
    expect(Object.keys(await as().activity(click('private')))).toEqual(['trackingId', 'timestamp']);
  });
});

describe('a batch', () => {
  it('is judged event by event, answered in its order, and a bad one spoils no other', async () => {
    const answer = await tracking.batch([
      click('b1'),
      { type: 'conversion', messageId: 'b2' },
      click('b1'),
      null,
      { type: 'nonsense' },
      { messageId: 'b3', endpoint: '/', responseTime: 1, statusCode: 200 },
    ]);
    expect(answer).toMatchObject({ accepted: 2, duplicates: 1, rejected: 3 });
    expect(answer.results.map(({ status, messageId, reason }) => [status, messageId, reason])).toEqual([
      ['accepted', 'b1', undefined],
      ['rejected', 'b2', 'invalid'],
      ['duplicate', 'b1', undefined],
      ['rejected', expect.any(String), 'invalid'],
      ['rejected', expect.any(String), 'unknown-kind'],
      ['accepted', 'b3', undefined],
    ]);
    expect(answer.results[2]!.trackingId).toBe(answer.results[0]!.trackingId);
  });

  it('gives an id to whom has none, and takes no two such for one', async () => {
    const { results } = await tracking.batch([click(), click(), { ...click(), messageId: null }]);
    expect(new Set(results.map(({ messageId }) => messageId)).size).toBe(3);
  });

  it.each([
    null,
    [],
    'text',
    7,
    {},
    { events: 'x' },
    { events: [] },
    { events: Array(501).fill({}) },
    { events: [{}], sentAt: 'soon' },
    { events: [{}], historical: 'yes' },
    { events: [{}], more: 1 },
  ])('that is %j is refused whole and counts nothing', async (batch) => {
    const { received } = await tracking.drained();
    await expect(as().batch(batch as unknown as TrackBatch)).rejects.toMatchObject({ kind: 'invalid' });
    expect((await tracking.ledger()).received).toBe(received);
  });

  it('of old times is for keys that may send it', async () => {
    const batch = { events: [{ ...click('old'), timestamp: '2001-02-03T04:05:06.789Z' }], historical: true };
    for (const caller of [nobody, aUser('root', 'admin')]) await expect(as(caller).batch(batch)).rejects.toMatchObject({ kind: 'denied' });
    await as(server).batch(batch);
    expect((await tracking.row('user_activity_tracking', 'old')).created_at).toEqual(new Date('2001-02-03T04:05:06.789Z'));
  });

  it('takes null as not said', async () => {
    await expect(as().batch({ events: [click()], sentAt: null, historical: null } as never)).resolves.toMatchObject({ accepted: 1 });
  });

  it('of an importing server says itself whose the events are', async () => {
    await as(server).batch({
      events: [
        { ...click('of-bob'), userId: 'bob', visitorId: 'device' },
        { ...click('of-guest'), userId: 'guest' },
      ],
    });
    expect(await tracking.row('user_activity_tracking', 'of-bob')).toMatchObject({ user_id: 'bob', visitor_id: 'device' });
    expect(await tracking.row('user_activity_tracking', 'of-guest')).toMatchObject({ user_id: null });
  });

  it('that nobody could store, if any of its text were taken as it is, is stored', async () => {
    const cruel = [
      { ...click('c1'), pageUrl: `/?utm_source=%00&utm_medium=${'x'.repeat(199)}%F0%9F%98%80` },
      { ...click('c2'), eventData: { 'k\0': '\ud800' } },
      { ...click('c3'), timestamp: '9999-12-31T23:59:59-23:59' },
      { ...click('c4'), 'field\0': '\udfff' },
      { ...click('c5'), eventData: { text: '😀'.repeat(20_000) }, sessionId: 's' },
      { ...click('c6'), eventData: { text: `x${'😀'.repeat(20_000)}` }, sessionId: 's' },
      {
        messageId: 'c7',
        endpoint: Array.from({ length: 2_048 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7_919) % 20_000))).join(''),
        responseTime: 1,
        statusCode: 1,
      },
      { type: '😀'.repeat(60), messageId: 'c8' },
      JSON.parse('{"messageId": "c9", "eventType": "x", "constructor": null, "__proto__": null}'),
      { messageId: 'c10', endpoint: 'e'.repeat(2_048), responseTime: 1, statusCode: 1 },
    ];
    const { results } = await tracking.batch(cruel);
    const { deadLettered } = await tracking.drained();
    expect(deadLettered).toBe(0);
    expect(results.map(({ status }) => status)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'accepted',
    ]);
    expect(await tracking.service.as(staff, ledger).rejected({ limit: 100 })).toEqual(
      expect.arrayContaining([expect.objectContaining({ messageId: 'c5' })]),
    );
  });

  it('fills a list of the refused up to what an answer can hold', async () => {
    const heavy = Array.from({ length: 25 }, () => ({ eventType: 'x', eventData: { text: 'x'.repeat(40_000) } }));
    for (let n = 0; n < 4; n++) await tracking.batch(heavy);
    await tracking.drained();
    const refused = await tracking.service.as(staff, ledger).rejected({ limit: 100 });
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(100);
  });
});
