import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that the journal keeps beside those of each table's own: what is needed to tell the event again, whole. */
const EVERY_EVENT = `
  visitor_id text,
  message_id text not null,
  arrival bigint not null,
  received_at timestamptz not null,
  client_time timestamptz,
  sent_at timestamptz,
  context jsonb not null default '{}'`;

/** Ids are UUIDv7 of the time of receipt, so a range of ids is a range of time: partitions by month, and a primary key of the id alone. */
const TABLES: Readonly<Record<string, string>> = {
  user_activity_tracking: `
    id uuid primary key, user_id text, session_id text, event_type text not null, event_data jsonb, page_url text, user_agent text, ip_address text,
    created_at timestamptz not null, referrer text, event_id text`,
  event_interaction_tracking: `
    id uuid primary key, user_id text, event_id text not null, interaction_type text not null, interaction_data jsonb, session_id text,
    created_at timestamptz not null, page_url text, referrer text`,
  conversion_tracking: `
    id uuid primary key, user_id text, conversion_type text not null, conversion_value numeric(20, 6) not null default 0, conversion_data jsonb, session_id text, campaign_id text,
    created_at timestamptz not null, page_url text, referrer text, event_id text`,
  performance_tracking: `
    id uuid primary key, endpoint text not null, response_time integer not null, status_code integer not null, error_message text,
    created_at timestamptz not null, user_id text, session_id text`,
  heatmap_data: `
    id uuid primary key, page_url text not null, element_selector text, x_position integer not null, y_position integer not null, click_count integer, hover_count integer,
    scroll_depth integer, session_id text, user_id text, created_at timestamptz not null`,
  lab_experiments: `
    id uuid primary key, experiment_id text not null, experiment_type text not null, user_id text, input jsonb, output jsonb, status text not null, processing_time integer,
    tokens_used integer, session_id text, created_at timestamptz not null`,
};

const INDEXES = [
  'create index idx_user_activity_user_id_created_at on user_activity_tracking (user_id, created_at)',
  'create index idx_user_activity_event_type_created_at on user_activity_tracking (event_type, created_at)',
  'create index idx_event_interaction_user_id on event_interaction_tracking (user_id)',
  'create index idx_event_interaction_event_id on event_interaction_tracking (event_id)',
  'create index idx_conversion_tracking_conversion_type_created_at on conversion_tracking (conversion_type, created_at)',
  'create index idx_conversion_tracking_user_id on conversion_tracking (user_id)',
  'create index idx_performance_tracking_endpoint_created_at on performance_tracking (endpoint, created_at)',
  'create index idx_performance_tracking_user_id on performance_tracking (user_id) where user_id is not null',
  'create index idx_heatmap_data_user_id on heatmap_data (user_id) where user_id is not null',
  'create index idx_lab_experiments_user_id on lab_experiments (user_id)',
];

export class CreateJournal1763000000001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('create sequence arrival_block');
    for (const [table, columns] of Object.entries(TABLES)) {
      await db.query(`create table ${table} (${columns}, ${EVERY_EVENT}) partition by range (id)`);
      await db.query(`create index on ${table} (arrival)`);
    }
    for (const index of INDEXES) await db.query(index);
  }

  async down(db: QueryRunner) {
    for (const table of Object.keys(TABLES)) await db.query(`drop table ${table}`);
    await db.query('drop sequence arrival_block');
  }
}
