import { migrationProblems } from '@bilten/platform/testing/migrations.js';
import { expect, it } from 'vitest';
import { schema } from '../schema.js';

it('migrates up, down and up, and leaves nothing behind', async () => {
  expect(await migrationProblems(schema)).toEqual([]);
});
