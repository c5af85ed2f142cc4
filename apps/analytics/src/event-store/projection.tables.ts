/** Which store this is: a durable reader of the stream belongs to one store. */
export const STORE_IDENTITY_TABLE = `
  create table if not exists store_identity (id String) engine = MergeTree order by id settings non_replicated_deduplication_window = 10`;

/** Users that were erased: events of theirs that arrived before the bound never come back. */
export const ERASURES_TABLE = `
  create table if not exists erasures (user_id String, before UInt64, removed UInt64)
  engine = MergeTree order by user_id settings non_replicated_deduplication_window = 1000`;

/** How far each copy of the journal has come. */
export const REBUILDS_TABLE = `
  create table if not exists rebuilds (before UInt64, total UInt64, position UInt64, copied UInt64, done Bool)
  engine = MergeTree order by (before, position) settings non_replicated_deduplication_window = 100000`;
