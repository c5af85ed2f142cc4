import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTAKE_TYPES } from '../tracking/intake.contract.js';
import type { Shape } from './contract.js';
import { fieldsOf } from './fields.js';
import { isRightAtAGlance } from './glance.js';

const LONG = 'x'.repeat(201);
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    LONG,
    'x'.repeat(200),
    '\ud800',
    '\0',
    '2026-01-01T00:00:00Z',
    '2026-13-01',
    '99.99',
    '1e21',
    'neural-art',
    'completed',
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, 999, 1_000, Number.MAX_SAFE_INTEGER),
  fc.object({ maxDepth: 2 }),
  fc.array(fc.integer()),
);
const aRequest = (shape: Shape) =>
  fc.record(Object.fromEntries([...fieldsOf(shape).keys()].map((name) => [name, value])), { requiredKeys: [] });

describe('a glance', () => {
  it.each(Object.entries(INTAKE_TYPES))('at an event of type %s never lets through what class-validator refuses', (_type, shape) => {
    fc.assert(
      fc.property(aRequest(shape), (request) => {
        if (!isRightAtAGlance(shape, request)) return;
        expect(validateSync(Object.assign(new (shape as Shape)(), request))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets through what is usual', () => {
    const usual = {
      messageId: 'm',
      eventType: 'page_view',
      sessionId: 's',
      visitorId: 'v',
      pageUrl: 'https://x/',
      timestamp: '2026-01-01T00:00:00.000Z',
      eventData: { a: [1, { b: 'c' }] },
    };
    expect(isRightAtAGlance(INTAKE_TYPES.activity, usual)).toBe(true);
    expect(isRightAtAGlance(INTAKE_TYPES.conversion, { conversionType: 'purchase', conversionValue: 99.99 })).toBe(true);
  });

  it.each([{ eventType: 'x', unknown: 1 }, { eventType: LONG }, {}, { eventType: '' }, { eventType: 'x', eventData: [] }])(
    'does not let %j through',
    (request) => {
      expect(isRightAtAGlance(INTAKE_TYPES.activity, request)).toBe(false);
    },
  );
});
