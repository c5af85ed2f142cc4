import { allContracts } from '@bilten/contracts/catalog.js';
import type { Access } from '@bilten/contracts/kit/access.js';
import { type Answer, type Contract, ownerOf, type Shape } from '@bilten/contracts/kit/contract.js';
import { COMMON_FAULTS, type FaultKind } from '@bilten/contracts/kit/fault.js';
import { fieldsOf, type JsonSchema } from '@bilten/contracts/kit/fields.js';
import { refTo, schemaOf } from '@bilten/contracts/kit/schema.js';
import { STATUS } from '../http/problem.js';

/** The OpenAPI 3.1 document of all contracts with an HTTP binding. */
export function openApi(contracts: readonly Contract[] = allContracts()) {
  const bound = contracts.filter(({ http }) => http);
  const shapes = new Set<Shape>();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of bound) {
    const path = `/api/v1${contract.http!.path.replace(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[contract.http!.method.toLowerCase()] = operationOf(contract, shapes);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bilten',
      version: '1',
      description: 'Tracks, analyses, bills, supports and hosts the community. Every path also answers under `/api`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(bound.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: { Problem: PROBLEM, ...componentsOf(shapes) },
    },
  };
}

function operationOf(contract: Contract, shapes: Set<Shape>) {
  const { http, summary, access, request, response, subject } = contract;
  const inPath = [...http!.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const hasBody = http!.method !== 'GET' && http!.method !== 'DELETE';
  const rest = [...fieldsOf(request)].filter(([name]) => !inPath.includes(name));
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: fieldsOf(request).get(name)?.schema ?? { type: 'string' } })),
    ...(hasBody ? [] : rest.map(([name, { schema, optional }]) => ({ name, in: 'query', required: !optional, schema }))),
  ];
  return {
    operationId: subject,
    summary,
    description: whoMay(access),
    tags: [tagOf(contract)],
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody &&
      rest.length > 0 && {
        requestBody: { required: true, content: { 'application/json': { schema: bodySchema(request, inPath, shapes) } } },
      }),
    responses: { [http!.status]: success(contract, response, shapes), ...problems(contract) },
    security: access.who === 'anyone' ? [{}, { bearer: [] }, { apiKey: [] }] : [{ bearer: [] }, { apiKey: [] }],
  };
}

function bodySchema(shape: Shape, inPath: readonly string[], shapes: Set<Shape>): JsonSchema {
  if (inPath.length === 0) {
    shapes.add(shape);
    return refTo(shape);
  }
  const { properties, required, ...rest } = schemaOf(shape, shapes) as { properties: Record<string, unknown>; required?: string[] };
  const own = Object.entries(properties).filter(([name]) => !inPath.includes(name));
  const needed = (required ?? []).filter((name) => !inPath.includes(name));
  return { ...rest, properties: Object.fromEntries(own), ...(needed.length > 0 && { required: needed }) };
}

function success({ streamed }: Contract, response: Answer | undefined, shapes: Set<Shape>) {
  if (streamed)
    return {
      description: 'The rows, streamed',
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/json': { schema: envelope({ type: 'array', items: { type: 'object' } }) },
      },
    };
  return { description: 'Done', content: { 'application/json': { schema: response ? envelopeOf(response, shapes) : envelope() } } };
}

function envelopeOf(response: Answer, shapes: Set<Shape>): JsonSchema {
  const shape = 'page' in response ? response.page : 'list' in response ? response.list : response;
  shapes.add(shape);
  if ('page' in response)
    return envelope(
      { type: 'array', items: refTo(shape) },
      { page: { type: 'object', properties: { next: { type: ['string', 'null'] } }, required: ['next'] } },
    );
  return envelope('list' in response ? { type: 'array', items: refTo(shape) } : refTo(shape));
}

const envelope = (data?: JsonSchema, more: Record<string, JsonSchema> = {}): JsonSchema => ({
  type: 'object',
  properties: { success: { const: true }, message: { type: 'string' }, ...(data && { data }), ...more },
  required: ['success', ...(data ? ['data'] : []), ...Object.keys(more)],
});

/** The declared faults and those that any operation may answer with, by status. */
function problems({ faults, access }: Contract) {
  const usual: FaultKind[] = [
    'malformed',
    'invalid',
    'tooLarge',
    'unsupported',
    'unavailable',
    'internal',
    'unauthenticated',
    ...(access.who === 'anyone' ? [] : (['denied'] as const)),
  ];
  const codes: [string, FaultKind][] = [
    ...Object.entries(COMMON_FAULTS).filter(([, kind]) => usual.includes(kind)),
    ...Object.entries(faults ?? {}),
  ];
  const byStatus: Record<number, string[]> = {};
  for (const [code, kind] of codes) (byStatus[STATUS[kind]] ??= []).push(`\`${code}\``);
  const problem = (some: readonly string[]) => ({
    description: some.join(', '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  return Object.fromEntries(Object.entries(byStatus).map(([status, some]) => [status, problem(some)]));
}

function componentsOf(shapes: Set<Shape>): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  for (const shape of shapes) schemas[shape.name] = schemaOf(shape, shapes); // the set grows while it is walked
  return Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const tagOf = (contract: Contract) => `${ownerOf(contract)}: ${contract.subject.split('.')[1]}`;

function whoMay({ who, roles, scope, ofOwner }: Access) {
  const staffed = roles.length > 0 ? `staff (${[...new Set([...roles, 'admin'])].join(', ')})` : 'admins';
  const people = {
    anyone: 'Anyone.',
    signedIn: 'Any signed-in user.',
    selfOr: `${ofOwner ? 'The owner' : 'The user named by `userId`'}, or ${staffed}.`,
    staff: `For ${staffed}.`,
    service: 'Services only.',
  }[who];
  return who === 'anyone' ? people : `${people} API keys need the scope \`${scope ?? 'admin'}\`.`;
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    traceId: { type: 'string' },
    success: { const: false },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { detail: { type: 'string' }, pointer: { type: 'string' } }, required: ['detail', 'pointer'] },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'traceId', 'success'],
};
