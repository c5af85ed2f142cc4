import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of better-auth 1.7.5 under our names; a spec compares them with what it asks for. */
export class CreateUsers1764000000000 implements MigrationInterface {
  async up(db: QueryRunner) {
    for (const table of TABLES) await db.query(table);
  }

  async down(db: QueryRunner) {
    await db.query('drop table signing_keys, verifications, accounts, user_sessions, users');
  }
}

const TABLES = [
  `create table users (
    id text collate "C" primary key,
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null default false,
    image text,
    role text,
    banned boolean not null default false,
    ban_reason text,
    ban_expires timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table user_sessions (
    id text collate "C" primary key,
    user_id text collate "C" not null references users on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    impersonated_by text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index user_sessions_user_id_idx on user_sessions (user_id)',
  `create table accounts (
    id text collate "C" primary key,
    user_id text collate "C" not null references users on delete cascade,
    provider_id text not null,
    account_id text not null,
    password text,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (provider_id, account_id)
  )`,
  'create index accounts_user_id_idx on accounts (user_id)',
  `create table verifications (
    id text collate "C" primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index verifications_identifier_idx on verifications (identifier)',
  `create table signing_keys (
    id text collate "C" primary key,
    alg text,
    crv text,
    public_key text not null,
    private_key text not null,
    created_at timestamptz not null,
    expires_at timestamptz
  )`,
];
