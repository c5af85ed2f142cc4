import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { isbot } from 'isbot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, system, type System } from './system.js';

const LOG = join(import.meta.dirname, 'fixtures/access.log.gz');
const dataDir = mkdtempSync(join(tmpdir(), 'bilten-import-'));

let house: System;
beforeAll(async () => {
  house = await system();
});
afterAll(async () => {
  await house.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function importLog() {
  const tool = join(import.meta.dirname, '../tools/import.mjs');
  const run = promisify(execFile)(
    process.execPath,
    [tool, 'access-log', LOG, '--url', house.url, '--key', ADMIN_KEY, '--site', 'http://semicomplete.com'],
    { env: { PATH: '/usr/bin:/bin', BILTEN_DATA_DIR: dataDir } },
  );
  await run;
  await house.settled();
  return (await house.admin.get('/api/v1/tracking/ledger')).body.data;
}

/** Another way to the same numbers: fields cut at fixed places of the line, no parser, no pipeline. */
function countByHand() {
  const lines = gunzipSync(readFileSync(LOG)).toString('latin1').trimEnd().split('\n');
  const whole = lines.filter((line) => line.endsWith('"') && line.split('"').length >= 7);
  const requests = whole.map((line) => {
    const quoted = line.split('"');
    const [method = '', target = ''] = quoted[1]!.split(' ');
    return {
      address: line.slice(0, line.indexOf(' ')),
      method,
      path: target.replace(/[?#].*/, ''),
      status: Number(quoted[2]!.trim().split(' ')[0]),
      agent: quoted[5]!,
    };
  });
  // A line without a user agent says nothing of a bot.
  const people = requests.filter(({ agent }) => agent === '-' || !isbot(agent));
  const asset =
    /\.(css|js|json|png|jpe?g|gif|svg|ico|woff2?|ttf|eot|mp[34]|og[gv]|web[mp]|zip|t?gz|bz2|jar|deb|rpm|iso|exe|bin|gem|pdf|ps|docx?|xlsx?|pptx?|csv|xml|xslt?|rss|atom|txt|mov|avi|swf|map)$/i;
  const views = people.filter(
    ({ method, status, path }) =>
      method === 'GET' && status >= 200 && status < 400 && path.startsWith('/') && !path.includes('/.') && !asset.test(path),
  );
  return { lines: lines.length, whole: whole.length, people, views };
}
const tally = <T>(all: readonly T[], of: (one: T) => string | number) => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[of(one)] = (counts[of(one)] ?? 0) + 1;
  return counts;
};

describe('a real access log becomes answers', () => {
  const byHand = countByHand();

  it('each line is stored or rejected with a reason', async () => {
    const ledger = await importLog();
    expect(ledger).toMatchObject({
      received: byHand.lines,
      stored: byHand.whole,
      duplicate: 0,
      rejected: 1,
      rejectedByReason: { 'unknown-kind': 1 },
      deadLettered: 0,
      inFlight: 0,
    });
    expect(ledger.stored + ledger.duplicate + ledger.rejected).toBe(10_000);
  });

  it('page views, visitors, top pages and answers by status are those that a count by hand gives', async () => {
    const { body } = await house.admin.get('/api/v1/analytics/overview?startDate=2015-05-01&endDate=2015-06-01&limit=10');
    const { people, views } = byHand;
    expect(body.data.pageViews).toBe(views.length);
    expect(body.data.visitors).toBe(new Set(views.map(({ address, agent }) => `${address} ${agent}`)).size);
    expect(
      Object.fromEntries(body.data.statusCounts.map(({ status, count }: { status: number; count: number }) => [status, count])),
    ).toEqual(tally(people, ({ status }) => status));
    const pages = tally(views, ({ path }) => `http://semicomplete.com${path}`);
    const expected = Object.entries(pages)
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, 10);
    expect(body.data.topPages.map(({ page, views: count }: { page: string; views: number }) => [page, count])).toEqual(expected);
  });

  it('a second import of the same file adds nothing', async () => {
    const ledger = await importLog();
    expect(ledger).toMatchObject({ stored: byHand.whole, duplicate: byHand.whole, rejected: 2 });
  });

  it('the event store, rebuilt from the journal, gives the same answers', async () => {
    const ask = async () => (await house.admin.get('/api/v1/analytics/overview?startDate=2015-05-01&endDate=2015-06-01')).body.data;
    const before = await ask();
    expect((await house.admin.post('/api/v1/analytics/event-store/rebuild')).status).toBe(202);
    await house.settled();
    const { computedAt: _then, ...after } = await ask();
    const { computedAt: _now, ...expected } = before;
    expect(after).toEqual(expected);
  });
});
