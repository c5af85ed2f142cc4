import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `folder` is as its user wrote it first, `folder_key` is what it is compared by. */
export class CreateFavorites1763100000000 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      create table favorite (
        favorite_id text collate "C" primary key,
        user_id text not null,
        type text not null constraint favorite_type_known check (type in
          ('agent', 'tool', 'blog-post', 'lab-experiment', 'prompt', 'conversation', 'template')),
        item_id text not null,
        item_title text not null,
        item_thumbnail text,
        folder text constraint favorite_folder_short check (char_length(folder) between 1 and 60),
        folder_key text,
        notes text,
        metadata jsonb,
        sort_order double precision,
        usage_count integer not null default 0 constraint favorite_usage_not_negative check (usage_count >= 0),
        last_used_at timestamptz(3),
        favorited_at timestamptz(3) not null default now(),
        unique (user_id, type, item_id),
        constraint favorite_folder_keyed check ((folder is null) = (folder_key is null))
      )`);
  }

  async down(db: QueryRunner) {
    await db.query('drop table favorite');
  }
}
