// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allContracts } from '@bilten/contracts/catalog.js';
import { fieldsOf } from '@bilten/contracts/kit/fields.js';
import { builtFiles } from './built-files.mjs';

/** @typedef {import('@bilten/contracts/kit/contract.js').Contract} Contract */
/** @typedef {import('@bilten/contracts/kit/contract.js').Shape} Shape */
/** @typedef {import('@bilten/contracts/kit/contract.js').Answer} Answer */
/** @typedef {import('@bilten/contracts/kit/fields.js').Field} Field */
/** @typedef {Record<string, unknown>} Words */
/** @typedef {{ [K in 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'minItems' | 'maxItems']?: number }} Limits */
/** @typedef {Limits & { type?: string | string[], format?: string, pattern?: string, items?: Schema, enum?: string[] }} Schema */

/**
 * All that clients and services rely on, in a stable order: what is removed or narrowed here breaks somebody, and the diff shows it.
 * @param {string} root
 */
export async function contractsLock(root) {
  const shapes = new Shapes();
  const operations = allContracts().map((contract) => /** @type {const} */ ([contract.subject, operationOf(contract, shapes)]));
  const facts = (await factsOf(root)).map(({ subject, payload }) => /** @type {const} */ ([subject, shapes.nameOf(payload)]));
  return { operations: sorted(operations), facts: sorted(facts), shapes: shapes.described() };
}

/** The classes that operations and facts refer to, by their names. */
class Shapes {
  /** @type {Map<string, Shape>} */
  #known = new Map();

  /** @param {Shape} shape */
  nameOf(shape) {
    const known = this.#known.get(shape.name);
    if (known && known !== shape) throw new Error(`Two classes of the contracts are called ${shape.name}`);
    this.#known.set(shape.name, shape);
    return shape.name;
  }

  described() {
    /** @type {[string, Words][]} */
    const described = [];
    for (const [name, shape] of this.#known) described.push([name, this.fieldsOf(shape)]); // the map grows while it is walked
    return sorted(described);
  }

  /** @param {Shape} shape */
  fieldsOf(shape) {
    return sorted([...fieldsOf(shape)].map(([name, field]) => [field.optional ? `${name}?` : name, this.#wordOf(field)]));
  }

  /** @param {Field} field */
  #wordOf({ schema: given, nested }) {
    const schema = /** @type {Schema} */ (given);
    if (!nested) return wordOf(schema);
    const name = this.nameOf(nested());
    return schema.type === 'array' ? `${name}[${between(schema.minItems, schema.maxItems)}]` : name;
  }
}

/**
 * @param {Contract} contract
 * @param {Shapes} shapes
 */
function operationOf({ http, access, request, response, faults, streamed }, shapes) {
  return {
    ...(http && { http: `${http.method} ${http.path} ${http.status}` }),
    access,
    request: shapes.fieldsOf(request),
    ...(response && { response: answerOf(response, shapes) }),
    ...(streamed && { response: 'streamed' }),
    ...(faults && { faults: sorted(Object.entries(faults)) }),
  };
}

/**
 * @param {Answer} answer
 * @param {Shapes} shapes
 */
function answerOf(answer, shapes) {
  if ('page' in answer) return `page of ${shapes.nameOf(answer.page)}`;
  return 'list' in answer ? `list of ${shapes.nameOf(answer.list)}` : shapes.nameOf(answer);
}

/**
 * @param {string} root
 * @returns {Promise<{ subject: string, payload: Shape }[]>}
 */
async function factsOf(root) {
  const files = builtFiles(join(root, 'libs/contracts/dist'), 'facts.js');
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
  return modules.flatMap((module) =>
    Object.values(module).filter((value) => typeof value === 'object' && value?.subject?.startsWith('fact.')),
  );
}

/**
 * A field in one word, by the names of the field decorators.
 * @param {Schema} schema
 * @returns {string}
 */
function wordOf({ type, format, minLength, maxLength, pattern, minimum, maximum, minItems, maxItems, items = {}, enum: values }) {
  if (values) return values.join(' | ');
  if (Array.isArray(type)) return 'decimal';
  switch (type) {
    case 'string':
      if (format === 'email' || format === 'date-time') return format === 'email' ? 'email' : 'moment';
      return `${format === 'password' ? 'secret' : 'text'}(${between(minLength, maxLength)})${pattern ? ` /${pattern}/` : ''}`;
    case 'integer':
      return `whole(${between(minimum, maximum)})`;
    case 'number':
      return `real(${between(minimum, maximum)})`;
    case 'boolean':
      return 'flag';
    case 'array':
      return `(${wordOf(items)})[${between(minItems, maxItems)}]`;
    default:
      return type === 'object' ? 'json' : 'anything';
  }
}

/**
 * @param {number | undefined} min
 * @param {number | undefined} max
 */
const between = (min, max) => `${limit(min)}..${limit(max)}`;
/** @param {number | undefined} value */
const limit = (value) => (value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER ? '' : value);

/**
 * @template T
 * @param {readonly (readonly [string, T])[]} entries
 */
const sorted = (entries) => Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
