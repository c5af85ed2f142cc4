import { anyone } from '@bilten/contracts/kit/access.js';
import { type Contract, defineService, page } from '@bilten/contracts/kit/contract.js';
import { PageRequest } from '@bilten/contracts/kit/paging.js';
import { describe, expect, it } from 'vitest';
import { isInstant, isNumberOrNull, isText, Keyset, type SortKey } from './cursor.js';

class Row {
  rank?: number | undefined;
  id: string;
}
class ListRows extends PageRequest {
  color?: string;
}
const { rows, others } = defineService('test.lists', {
  rows: { summary: '', access: anyone, request: ListRows, response: page(Row) },
  others: { summary: '', access: anyone, request: ListRows, response: page(Row) },
});
const KEY: SortKey<Row> = { rank: isNumberOrNull, id: isText };
const three: Row[] = [{ rank: 1, id: 'a' }, { id: 'b' }, { id: 'c' }];
const ask = (request: ListRows, list: Contract = rows) => new Keyset(list, request, KEY);
const nextOf = (request: ListRows) => ask(request).page(three).next!;

describe('a page', () => {
  it('takes one row more than it holds, to know of the next', () => {
    const keyset = ask({ limit: 2 });
    expect(keyset.take).toBe(3);
    expect(keyset.page(three)).toEqual({ items: three.slice(0, 2), next: expect.any(String) });
    expect(keyset.page(three.slice(0, 2)).next).toBeNull();
    expect(keyset.page([])).toEqual({ items: [], next: null });
  });

  it('goes on after the last row of the page before', () => {
    expect(ask({}).after).toBeUndefined();
    expect(ask({ cursor: nextOf({ limit: 1 }) }).after).toEqual({ rank: 1, id: 'a' });
    expect(ask({ cursor: nextOf({ limit: 2 }), limit: 50 }).after).toEqual({ rank: null, id: 'b' });
  });
});

describe('a cursor', () => {
  const refused = (attempt: () => unknown) =>
    expect(attempt).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { errors: [expect.objectContaining({ pointer: '/cursor' })] } }),
    );

  it('is good for its filter and list only', () => {
    const cursor = nextOf({ limit: 1, color: 'red' });
    expect(ask({ color: 'red', cursor }).after).toBeDefined();
    refused(() => ask({ color: 'blue', cursor }));
    refused(() => ask({ cursor }));
    refused(() => ask({ color: 'red', cursor }, others));
  });

  it.each([
    '',
    '!',
    'AAAA',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('[]').toString('base64url'),
    Buffer.from('["x",1,"a"]').toString('base64url'),
  ])('is refused when it is %j', (cursor) => refused(() => ask({ cursor })));

  it('is refused when its values do not fit, even with the right sum', () => {
    const cursor = ask({ limit: 1 }).page([{ id: 7 as never }, ...three]).next!;
    refused(() => ask({ cursor }));
  });
});

it('knows an instant as views have it', () => {
  expect(isInstant('2026-11-21T00:00:00.000Z')).toBe(true);
  const others = ['2026-11-21', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z', '2026-11-21T00:00:00.000+01:00', 'x', 1, null];
  expect(others.filter(isInstant)).toEqual([]);
});
