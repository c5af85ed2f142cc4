import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1764000000001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`create table api_keys (
      id text collate "C" primary key,
      name text not null,
      key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
      prefix text not null,
      scopes text[] not null check (cardinality(scopes) > 0),
      created_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`);
  }

  async down(db: QueryRunner) {
    await db.query('drop table api_keys');
  }
}
