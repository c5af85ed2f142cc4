import { INTAKE_TYPES, type IntakeType } from '@bilten/contracts/tracking/intake.contract.js';
import type { Arrival, Told } from '../arrival.js';
import { reject, type Rejection } from '../pipeline.js';

/** A field that only one type of event has, the most telling first. */
const TELLING: readonly (readonly [field: string, type: IntakeType])[] = [
  ['interactionType', 'event-interaction'],
  ['conversionType', 'conversion'],
  ['endpoint', 'performance'],
  ['xPosition', 'heatmap'],
  ['experimentType', 'lab'],
  ['visitorData', 'visitor'],
  ['eventType', 'activity'],
  ['url', 'pageview'],
];

/** Says what an event is: by its route, by its `type`, or by its fields. */
export function tellType(arrival: Arrival): Told | Rejection {
  const { body } = arrival;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return reject('invalid', 'An event must be a JSON object');
  const fields = body as Record<string, unknown>;
  if (arrival.type) return { ...arrival, type: arrival.type, body: fields };
  const { type, ...rest } = fields;
  if (type === undefined || type === null) {
    const told = TELLING.find(([field]) => fields[field] !== undefined && fields[field] !== null)?.[1];
    return told
      ? { ...arrival, type: told, body: rest }
      : reject('unknown-kind', 'The event has no `type`, and none of its fields tells what it is');
  }
  if (!isType(type))
    return reject(
      'unknown-kind',
      `There are no events of type ${JSON.stringify(type).slice(0, 100)}; there are ${Object.keys(INTAKE_TYPES).join(', ')}`,
    );
  return { ...arrival, type, body: rest };
}

const isType = (type: unknown): type is IntakeType => typeof type === 'string' && Object.hasOwn(INTAKE_TYPES, type);
