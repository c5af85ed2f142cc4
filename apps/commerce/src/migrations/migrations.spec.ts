import { migrationProblems } from '@bilten/platform/testing/migrations.js';
import { expect, it } from 'vitest';
import { COMMERCE } from '../schema.js';

it('migrates up, down and up, to the tables that the entities describe', async () => {
  expect(await migrationProblems(COMMERCE)).toEqual([]);
});
