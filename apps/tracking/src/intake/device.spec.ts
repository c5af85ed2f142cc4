import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import { DEAD, INTAKE } from '@bilten/contracts/tracking/streams.js';
import { newContext, runIn } from '@bilten/platform/context/context.js';
import { Seal } from '@bilten/platform/context/seal.js';
import { clientOf, ContractCaller } from '@bilten/platform/contracts/client.js';
import { TEST_SECRET } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOURNAL_TABLES } from '../journal/tables.js';
import { server, TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

const click = (messageId?: string) => ({ eventType: 'click', ...(messageId && { messageId }) });
describe('the device', () => {
  const ADDRESS = '203.0.113.77';
  const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

  it('is nowhere as it came: not in a table, not in a stream', async () => {
    const caller = new ContractCaller(tracking.service.nats, new Seal(TEST_SECRET), 'test');
    const browser = newContext({ client: { address: ADDRESS, userAgent: AGENT } });
    await runIn(browser, () => clientOf(intake, caller).activity(click('device')));
    await runIn(newContext({ caller: server }), () =>
      clientOf(intake, caller).batch({
        events: [
          { ...click('stated'), ipAddress: ADDRESS, userAgent: AGENT },
          { messageId: 'refused', ipAddress: ADDRESS, userAgent: AGENT },
        ],
      }),
    );
    const row = await tracking.row('user_activity_tracking', 'device');
    expect(row).toMatchObject({ user_agent: 'Firefox 128 / Linux / desktop', ip_address: expect.stringMatching(/^[\w-]{22}$/) });
    expect((await tracking.row('user_activity_tracking', 'stated')).ip_address).toBe(row.ip_address);
    await tracking.drained();
    const tables = [
      ...Object.values(JOURNAL_TABLES).map(({ name }) => name),
      'rejected_event',
      'dead_letter',
      'publication',
      'daily_salt',
      'intake_batch',
      'outbox',
    ];
    const everything = await Promise.all(tables.map((table) => tracking.db.query(`select to_jsonb(t)::text as text from ${table} t`)));
    const streams = await Promise.all([INTAKE.name, 'EVENTS', 'FACTS', DEAD.name].map((stream) => tracking.stored(stream, '>')));
    const text =
      JSON.stringify(everything) +
      streams
        .flat()
        .map((message) => message.string())
        .join();
    expect(text).toContain('refused');
    expect(text).not.toContain(ADDRESS);
    expect(text).not.toContain('Gecko');
  });

  it('has a salt per day, and only of today and yesterday', async () => {
    await tracking.db.query(
      `insert into daily_salt (day, salt) select current_date - n, '\\x00' from generate_series(1, 5) n on conflict do nothing`,
    );
    await tracking.db.query('delete from daily_salt where day = current_date');
    const other = await TestTracking.start();
    try {
      await other.db.query(`insert into daily_salt (day, salt) select current_date - n, '\\x00' from generate_series(1, 5) n`);
      await other.batch([click()]);
      expect(await other.db.query('select (current_date - day)::integer as age from daily_salt order by 1')).toEqual([
        { age: 0 },
        { age: 1 },
      ]);
    } finally {
      await other.stop();
    }
  });
});
