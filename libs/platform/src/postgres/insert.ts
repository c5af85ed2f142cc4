import type { EntityManager, InsertResult } from 'typeorm';
import type { QueryDeepPartialEntity, QueryPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

/** Inserts a row and says true, or says false when a unique constraint has its place taken. No error, so the transaction goes on. */
export async function insertUnlessTaken<T extends object>(
  manager: EntityManager,
  entity: new () => T,
  row: QueryPartialEntity<T>,
): Promise<boolean> {
  const insert = manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row as QueryDeepPartialEntity<T>)
    .orIgnore()
    .returning('*');
  const { raw }: InsertResult = await insert.execute();
  return raw.length > 0;
}
