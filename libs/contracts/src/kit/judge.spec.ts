import { describe, expect, it } from 'vitest';
import { defineService, list, page } from './contract.js';
import { anyone } from './access.js';
import { Decimal, Id, isDecimal, isMoment, Json, Many, Moment, Nested, Optional, SomeOf, Text, Whole } from './fields.js';
import { judge, present } from './judge.js';

class Line {
  @Id() itemId: string;
  @Optional() @Whole({ min: 1, max: 9 }) count?: number;
}
class Address {
  @Text() city: string;
}
class Order {
  @Id() userId: string;
  @Optional() @Text({ max: 5 }) note?: string;
  @Optional() @Many(() => Line, { max: 3 }) lines?: Line[];
  @Optional() @Nested(() => Address) address?: Address;
  @Optional() @Json() data?: Record<string, unknown>;
}

const problems = (plain: unknown) => {
  const judged = judge(Order, plain);
  return judged.ok ? [] : judged.problems;
};
const pointers = (plain: unknown) => problems(plain).map(({ pointer }) => pointer);
/** As it comes over the wire: an object literal would set the prototype in place of a field. */
const parsed = (json: string): unknown => JSON.parse(json);

describe('judging a request', () => {
  it('makes an instance of the class, and of the classes within', () => {
    const judged = judge(Order, { userId: 'ana', lines: [{ itemId: 'a', count: 2 }], address: { city: 'Łódź' } });
    expect(judged).toEqual({ ok: true, value: expect.any(Order) });
    const { value } = judged as { value: Order };
    expect(value.lines![0]).toBeInstanceOf(Line);
    expect(value.address).toBeInstanceOf(Address);
  });

  it('takes null for whatever may be left out, and for nothing else', () => {
    expect(problems({ userId: 'ana', note: null, lines: null, address: null, data: null })).toEqual([]);
    expect(problems({ userId: 'ana', lines: [{ itemId: 'a', count: null }] })).toEqual([]);
    expect(pointers({ userId: null })).toContain('/userId');
    expect(judge(Order, { userId: 'ana', note: null })).not.toHaveProperty('value.note', null);
  });

  it.each([null, undefined, [], 'text', 7, true])('refuses %j, which is no object', (plain) => {
    expect(problems(plain)).toEqual([{ detail: 'must be a JSON object', pointer: '' }]);
  });

  it('says everything that is wrong at once, and where', () => {
    const wrong = pointers({ note: 'too long', lines: [{ itemId: 'a' }, { itemId: '', count: 10 }], address: { city: 7 } });
    expect(new Set(wrong)).toEqual(new Set(['/userId', '/note', '/lines/1/itemId', '/lines/1/count', '/address/city']));
  });

  it.each(['color', 'a/b', 'a~b', 'toString', 'hasOwnProperty', 'constructor', '__proto__', '__defineGetter__', ''])(
    'refuses the unknown field %j',
    (name) => {
      const field = `${JSON.stringify(name)}: {"userId": "eve"}`;
      const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      expect(problems(parsed(`{"userId": "ana", ${field}}`))).toEqual([{ detail: `${name} is not a field of this request`, pointer }]);
      expect(pointers(parsed(`{"userId": "ana", "address": {"city": "Oslo", ${field}}}`))).toEqual([`/address${pointer}`]);
      expect(pointers(parsed(`{"userId": "ana", "lines": [{"itemId": "a", ${field}}]}`))).toEqual([`/lines/0${pointer}`]);
    },
  );

  it.each(['{}', 'null', '"Order"', '7', '{"prototype": {}}'])('is not talked out of its rules by a constructor of %s', (constructor) => {
    expect(pointers(parsed(`{"constructor": ${constructor}}`)).toSorted()).toEqual(expect.arrayContaining(['/constructor', '/userId']));
    expect(pointers(parsed(`{"userId": "ana", "lines": [{"constructor": ${constructor}}]}`))).toEqual(
      expect.arrayContaining(['/lines/0/itemId']),
    );
  });

  it.each([[[['itemId']]], [[{ itemId: 'a' }, null]], [['text']], [[7]], [[[{ itemId: 'a' }]]], [{ itemId: 'a' }], ['text']])(
    'refuses lines of %j',
    (lines) => {
      expect(pointers({ userId: 'ana', lines })[0]).toMatch(/^\/lines/);
    },
  );

  it.each([[['Oslo']], [[{ city: 'Oslo' }]], ['text'], [7]])('refuses an address of %j', (address) => {
    expect(pointers({ userId: 'ana', address })[0]).toMatch(/^\/address/);
  });

  it('says little of a request in which much is wrong', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`field ${n}`, 1]));
    expect(problems({ userId: 'ana', ...many })).toHaveLength(100);
    expect(JSON.stringify(problems({ userId: 'ana', ['x'.repeat(1_000_000)]: 1 })).length).toBeLessThan(1_000);
  });

  it('keeps free data whole, fields that would poison a prototype included, and poisons none', () => {
    const data = parsed('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    const judged = judge(Order, { userId: 'ana', data }) as { value: Order };
    expect(JSON.stringify(judged.value.data)).toBe('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('presenting an answer', () => {
  class View {
    @Id() id: string;
    @Optional() @Many(() => Line) lines?: Line[];
    @Optional() @Nested(() => Address) address?: Address;
  }
  const { one, some, paged } = defineService('probe.views', {
    one: { summary: '', access: anyone, request: Order, response: View },
    some: { summary: '', access: anyone, request: Order, response: list(View) },
    paged: { summary: '', access: anyone, request: Order, response: page(View) },
  });
  const row = { id: '1', secret: 'no', lines: [{ itemId: 'a', cost: 7 }], address: { city: 'Oslo', geo: [1, 2] } };
  const view = { id: '1', lines: [{ itemId: 'a' }], address: { city: 'Oslo' } };

  it('lets out only what is declared, at every depth', () => {
    expect(present(one.response, row)).toEqual(view);
    expect(present(some.response, [row, row])).toEqual([view, view]);
    expect(present(paged.response, { items: [row], next: 'on', secret: 'no' })).toEqual({ items: [view], next: 'on' });
  });

  it('lets nothing out where nothing is declared', () => {
    expect(present(undefined, row)).toBeUndefined();
  });

  it('is not confused by what has no fields', () => {
    expect(present(one.response, null)).toBeNull();
    expect(present(one.response, Object.create(row))).toEqual(view);
  });
});

describe('kinds of field', () => {
  it.each([
    '2024-01-15',
    '2024-01-15T10:30:00Z',
    '2024-01-15T10:30:00.123456789Z',
    '2024-01-15t10:30:00z',
    '2024-01-15 10:30Z',
    '2024-01-15T10:30:00+05:45',
    '0001-01-01',
    '9999-12-31T23:59:59.999Z',
  ])('%s is a moment', (text) => expect(isMoment(text)).toBe(true));

  it.each([
    '',
    'now',
    '15.01.2024',
    '2024-1-5',
    '2024-13-01',
    '2024-01-15T25:00:00Z',
    '1705314600',
    1705314600,
    null,
    '0000-01-01',
    '9999-12-31T23:59:59-01:00',
    '0001-01-01T00:00:00+01:00',
    '2024-01-15T10:30:00Z; drop',
  ])('%j is no moment that stores can hold', (value) => expect(isMoment(value)).toBe(false));

  it.each([0, -1.5, 99.99, 123456789.123456, 12345678901234, '99999999999999.999999', '-0.000001', '007.50'])(
    '%j is an exact decimal',
    (value) => {
      class Price {
        @Decimal() amount: number | string;
      }
      expect(judge(Price, { amount: value }).ok).toBe(true);
    },
  );

  it.each([
    0.1 + 0.2,
    1e21,
    1e-7,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    12345678901234.123,
    '1e3',
    '1,5',
    '.5',
    '5.',
    '',
    ' 1',
    '0x10',
    '123456789012345',
    '0.1234567',
    true,
    null,
    ['1'],
    {},
  ])('%j is no exact decimal', (value) => expect(isDecimal(value)).toBe(false));

  it('a moment in a request is judged by the same rule', () => {
    class Range {
      @Moment() from: string;
      @Optional() @SomeOf(['a', 'b'], { min: 1 }) kinds?: string[];
    }
    expect(judge(Range, { from: '2024-01-15', kinds: ['a'] }).ok).toBe(true);
    expect(judge(Range, { from: 'soon', kinds: [] })).toMatchObject({ ok: false, problems: [{ pointer: '/from' }, { pointer: '/kinds' }] });
    expect(judge(Range, { from: '2024-01-15', kinds: ['a', 'a'] }).ok).toBe(false);
    expect(judge(Range, { from: '2024-01-15', kinds: [['a']] }).ok).toBe(false);
  });
});
