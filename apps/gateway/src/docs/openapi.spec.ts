import { allContracts } from '@bilten/contracts/catalog.js';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.js';

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApi())) as {
    paths: Record<string, Record<string, { operationId: string; security: unknown[] }>>;
    components: { schemas: object };
  };

  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(document);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('has every operation with an HTTP binding, each once', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    const bound = allContracts()
      .filter(({ http }) => http)
      .map(({ subject }) => subject);
    expect(operations.toSorted()).toEqual(bound.toSorted());
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it('says which operations are open to anyone', () => {
    expect(document.paths['/api/v1/tracking/activity']!['post']!.security).toContainEqual({});
    expect(document.paths['/api/v1/tracking/ledger']!['get']!.security).not.toContainEqual({});
  });

  it('knows two classes of one name apart, or there are none', () => {
    const shapes = new Map<string, unknown>();
    for (const { request } of allContracts()) {
      expect(shapes.get(request.name) ?? request, `two request classes are called ${request.name}`).toBe(request);
      shapes.set(request.name, request);
    }
  });
});
