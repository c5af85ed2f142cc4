import type { Contract } from '@bilten/contracts/kit/contract.js';
import { commonFault } from '@bilten/contracts/kit/fault.js';
import { fieldsOf } from '@bilten/contracts/kit/fields.js';
import type { FastifyRequest } from 'fastify';

/** The request of a contract out of an HTTP request: the body or the query, with the path's own words on top. */
export function requestOf({ request: shape, http }: Contract, { body, query, params }: FastifyRequest): object {
  const fromPath = params as Record<string, string>;
  if (http!.method === 'GET' || http!.method === 'DELETE') {
    const types = fieldsOf(shape);
    const asked = Object.entries(query as Record<string, unknown>).map(([name, value]) => [
      name,
      typed(value, types.get(name)?.schema['type']),
    ]);
    return { ...Object.fromEntries(asked), ...fromPath };
  }
  if (body === undefined || body === null) return fromPath;
  if (typeof body !== 'object' || Array.isArray(body)) throw commonFault('malformed', 'The body must be a JSON object');
  return { ...body, ...fromPath };
}

/** Query strings are text; the contract says what the text means. What does not fit is left for validation to name. */
function typed(value: unknown, type: unknown): unknown {
  if (type === 'array') return Array.isArray(value) ? value : String(value).split(',');
  if (typeof value !== 'string') return value;
  if (type === 'integer' || type === 'number') return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}
