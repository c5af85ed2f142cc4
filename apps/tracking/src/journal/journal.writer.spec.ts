import type { EventRow } from '@bilten/contracts/tracking/event-row.js';
import { ledger } from '@bilten/contracts/tracking/ledger.contract.js';
import { jetstream } from '@nats-io/jetstream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBatch, aRejection, aRow, publishBatch, publishText } from '../testing/a-batch.js';
import { staff, TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

let before: Awaited<ReturnType<TestTracking['ledger']>>;
beforeEach(async () => {
  before = await tracking.drained();
});
/** What the ledger says more than before the test. */
const more = async () => {
  const { stored, duplicate, rejected, deadLettered, received } = await tracking.drained();
  return {
    stored: stored - before.stored,
    duplicate: duplicate - before.duplicate,
    rejected: rejected - before.rejected,
    dead: deadLettered - before.deadLettered,
    received: received - before.received,
  };
};
const publish = (...given: Parameters<typeof aBatch>) => publishBatch(tracking.service.nats, aBatch(...given));
const letters = (limit = 100) => tracking.service.as(staff, ledger).dead({ limit });
const heatmap = (given: Partial<EventRow> = {}) =>
  aRow({ kind: 'heatmap', name: 'heatmap', page_url: '/', x_position: 1, y_position: 1, ...given });

describe('an event that no table takes', () => {
  const POISON: readonly (readonly [string, Partial<EventRow>])[] = [
    ['a number out of range', { kind: 'heatmap', name: 'heatmap', page_url: '/', x_position: 3_000_000_000, y_position: 1 }],
    ['a fraction for a whole number', { kind: 'performance', name: 'performance', endpoint: '/', response_time: 1.5, status_code: 200 }],
    ['no name', { name: undefined as never }],
    ['text with NUL', { page_url: 'a\0b' }],
    ['an id with NUL', { message_id: 'an id\0' }],
    ['half a surrogate pair in its data', { data: { text: '\ud800' } }],
    ['a year that PostgreSQL does not know', { client_time: '+010000-01-01T00:00:00.000Z' }],
    ['money that is none', { kind: 'conversion', name: 'purchase', value: 'a lot' }],
    ['too much money', { kind: 'conversion', name: 'purchase', value: '1e20' }],
    [
      'an endpoint that no index holds',
      {
        kind: 'performance',
        name: 'performance',
        response_time: 1,
        status_code: 200,
        endpoint: Array.from({ length: 2_048 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7_919) % 20_000))).join(''),
      },
    ],
    ['an id of another month', { id: '00000000-0000-7000-8000-000000000000' }],
  ];

  it.each(POISON)('for %s is buried whole, and its neighbours are stored', async (_, poison) => {
    const bad = aRow(poison);
    await publish([heatmap(), heatmap(), bad, heatmap(), aRow()], [aRejection()]);
    await publish([aRow(), aRow()]);
    expect(await more()).toEqual({ stored: 6, duplicate: 0, rejected: 1, dead: 1, received: 8 });
    const [letter] = await letters(1);
    expect(letter).toMatchObject({ id: bad.id, reason: 'invalid', payload: JSON.stringify(bad), detail: expect.stringMatching(/\w+/) });
  });

  it('and its neighbours are told apart again when they are delivered again', async () => {
    const batch = aBatch([aRow(), heatmap({ x_position: 3_000_000_000 }), aRow(), aRow()], [aRejection()]);
    await publishBatch(tracking.service.nats, batch);
    const first = await more();
    expect(first).toEqual({ stored: 3, duplicate: 0, rejected: 1, dead: 1, received: 5 });
    await publishBatch(tracking.service.nats, batch);
    expect(await more()).toEqual(first);
  });

  it('does not hide among many: all the others of all messages are stored', async () => {
    const bad = [3, 40, 41, 77];
    await Promise.all(
      Array.from({ length: 20 }, (_, m) =>
        publish(Array.from({ length: 5 }, (_x, n) => heatmap(bad.includes(m * 5 + n) ? { x_position: 2 ** 40 } : {}))),
      ),
    );
    expect(await more()).toEqual({ stored: 96, duplicate: 0, rejected: 0, dead: 4, received: 100 });
  });

  it('and has the place of one that is there already is no reason to wait', async () => {
    const row = aRow();
    await publish([row]);
    await publish([aRow({ ...row, message_id: 'another with the same id' }), aRow()]);
    expect(await more()).toEqual({ stored: 2, duplicate: 0, rejected: 0, dead: 1, received: 3 });
  });
});

describe('a message that is no batch', () => {
  const uuid = '01234567-89ab-7000-8000-000000000000';
  const NONSENSE: readonly string[] = [
    '',
    'not JSON',
    '\0\xff',
    '{',
    'null',
    '[]',
    '7',
    '"text"',
    '{}',
    `{"id":"${uuid}"}`,
    `{"id":"${uuid}","events":{},"rejected":[]}`,
    '{"id":"7","events":[],"rejected":[]}',
    `{"id":"${uuid}","events":[null],"rejected":[]}`,
    `{"id":"${uuid}","events":[{}],"rejected":[]}`,
    `{"id":"${uuid}","events":[],"rejected":[{}]}`,
    JSON.stringify(aBatch([aRow({ kind: 'weather' as never })])),
    JSON.stringify(aBatch([aRow({ received_at: 'now', id: uuid })])),
    JSON.stringify(aBatch([aRow({ id: 'x' })])),
    JSON.stringify(aBatch([], [aRejection({ payload: 7 as never })])),
    JSON.stringify(aBatch([], [aRejection({ received_at: '2026-13-01T00:00:00.000Z' })])),
  ];

  it.each(NONSENSE)('but %j stops nothing, is kept as it is, and is counted', async (text) => {
    const buried = (await tracking.buried()).length;
    await publishText(tracking.service.nats, text, 3);
    await publish([aRow()]);
    expect(await more()).toEqual({ stored: 1, duplicate: 0, rejected: 0, dead: 3, received: 4 });
    const kept = (await tracking.buried()).slice(buried);
    expect(kept.map((message) => [message.subject, message.string(), message.header.get('durable')])).toEqual([
      ['dead.intake.batch.3', text, 'tracking-journal'],
    ]);
    expect(await letters(1)).toMatchObject([{ detail: 'The message is not a batch of events', payload: text.replaceAll('\0', '\uFFFD') }]);
  });

  it('and does not even say how many events it holds counts for one', async () => {
    for (const subject of ['intake.other', 'intake.batch.many', 'intake.batch.-1'])
      await jetstream(tracking.service.nats).publish(subject, 'nonsense');
    expect(await more()).toEqual({ stored: 0, duplicate: 0, rejected: 0, dead: 3, received: 3 });
  });

  it('is refused text to the last', async () => {
    const awful = { message_id: 'a\0\ud800', detail: '\0', payload: '\udfff'.repeat(10), reason: '\0' as never };
    await publish([heatmap({ x_position: 2 ** 40, message_id: '\0\ud800' })], [aRejection(awful), aRejection(awful)]);
    expect(await more()).toEqual({ stored: 0, duplicate: 0, rejected: 2, dead: 1, received: 3 });
  });
});
