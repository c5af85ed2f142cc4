import type { Schema } from '@bilten/platform/postgres/database.module.js';
import { CreateOutbox1763000000000 } from '@bilten/platform/postgres/outbox.js';
import { FavoriteEntity } from './favorites/favorite.entity.js';
import { CreateFavorites1763100000000 } from './migrations/1763100000000-create-favorites.js';

/** All that community keeps in Postgres. */
export const COMMUNITY: Schema = {
  name: 'community',
  entities: [FavoriteEntity],
  migrations: [CreateOutbox1763000000000, CreateFavorites1763100000000],
};
