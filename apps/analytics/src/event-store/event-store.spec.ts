import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../testing/test-store.js';
import { EventStore } from './event-store.js';
import { upgradeSchema } from './schema.js';

const AWKWARD = `it's "quoted" \\ {x:String} \t\n\0 ü 🎉 -- ; drop`;

describe('event store', () => {
  let test: TestStore;
  let store: EventStore;
  const numbers = (rows: number[][], token: string) =>
    store.insert({ table: 'numbers', columns: ['n'], lines: rows.map(([n]) => JSON.stringify({ n })).join('\n'), token });
  const stored = () => store.query<{ n: number }>('select n from numbers order by n').then((rows) => rows.map(({ n }) => n));

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    await store.command(
      'create table numbers (n UInt32) engine = MergeTree partition by n % 7 order by n settings non_replicated_deduplication_window = 100',
    );
  });
  afterAll(() => test.close());
  beforeEach(() => store.command('truncate table numbers'));

  it('gives parameters back as they are', async () => {
    const sql = 'select {text:String} as text, {list:Array(String)} as list, {whole:UInt64} as whole, {none:Array(String)} as none';
    const rows = await store.query(sql, { text: AWKWARD, list: [AWKWARD, ''], whole: 1_700_000_000_123, none: [] });
    expect(rows).toEqual([{ text: AWKWARD, list: [AWKWARD, ''], whole: 1_700_000_000_123, none: [] }]);
  });

  it('answers many questions at once, each with its own parameters, while blocks are stored', async () => {
    const storing = Array.from({ length: 30 }, (_, i) => numbers([[i]], `many-${i}`));
    const asking = Array.from({ length: 60 }, (_, i) => store.query('select {i:UInt32} as i, sleepEachRow(0.001) as rest', { i }));
    expect(await Promise.all(asking)).toEqual(Array.from({ length: 60 }, (_, i) => [{ i, rest: 0 }]));
    await Promise.all(storing);
    expect(await stored()).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('throws what the engine says, also when rows were already on their way', async () => {
    await expect(store.query('select nothing from nowhere')).rejects.toThrow(/nowhere/);
    await expect(store.query('select throwIf(number = 3000000) from numbers(10000000)')).rejects.toThrow(/throwIf/);
    await expect(store.command('alter table nowhere drop column nothing')).rejects.toThrow(/nowhere/);
  });

  it('never gives what a failed statement had put out to the next one', async () => {
    const failing = store.query('select throwIf(number = {at:UInt32}) from numbers(10000000)', { at: 3_000_000 });
    const next = [store.query('select {n:UInt8} as n', { n: 1 }), store.query('select 2 as n')];
    await expect(failing).rejects.toThrow(/throwIf/);
    expect(await Promise.all(next)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  });

  it('stores nothing of a block with a bad row, and takes the mended block under the same token', async () => {
    await expect(numbers([[1], [-2.5], [3]], 'mended')).rejects.toThrow();
    expect(await stored()).toEqual([]);
    await numbers([[1], [2], [3]], 'mended');
    expect(await stored()).toEqual([1, 2, 3]);
  });

  it('refuses a token that could be anything but a token', async () => {
    await expect(numbers([[1]], "x', max_threads = '1")).rejects.toThrow(/token/);
  });

  it('takes an empty block for nothing', async () => {
    await numbers([], 'empty');
    expect(await stored()).toEqual([]);
  });

  it('runs each statement of the schema once, in order, over restarts', async () => {
    const path = test.path;
    const statements = ['create table grown (a UInt8) engine = MergeTree order by a', 'alter table grown add column b UInt8'];
    const recorded = await store.query<{ number: number }>('select max(number) as number from schema_statements');
    const history = [...Array.from({ length: recorded[0]!.number }, () => 'never run again'), ...statements];
    await upgradeSchema(store, history);
    await store.close();
    store = await EventStore.open({ path });
    test = { ...test, store, close: () => store.close() };
    await upgradeSchema(store, history);
    expect(await store.query('select name from system.columns where table = {table:String} order by position', { table: 'grown' })).toEqual(
      [{ name: 'a' }, { name: 'b' }],
    );
  });
});
