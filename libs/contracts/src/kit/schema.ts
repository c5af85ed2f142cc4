import type { Shape } from './contract.js';
import { fieldsOf, type JsonSchema } from './fields.js';

/** How a class refers to another in an OpenAPI document. */
export const refTo = (shape: Shape): JsonSchema => ({ $ref: `#/components/schemas/${shape.name}` });

/** The JSON Schema (2020-12) of a class; `seen` collects the classes that it refers to. */
export function schemaOf(shape: Shape, seen: Set<Shape> = new Set()): JsonSchema {
  const fields = [...fieldsOf(shape)];
  const properties = fields.map(([name, { schema, nested }]) => {
    if (!nested) return [name, schema] as const;
    seen.add(nested());
    return [name, schema['type'] === 'array' ? { ...schema, items: refTo(nested()) } : { ...schema, ...refTo(nested()) }] as const;
  });
  const required = fields.filter(([, { optional }]) => !optional).map(([name]) => name);
  return { type: 'object', properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}
