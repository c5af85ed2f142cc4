import {
  type CheckFavorite,
  favorites,
  type FavoritesOfUser,
  type FavoriteView,
  type FolderView,
  type RemoveFavorite,
} from '@bilten/contracts/community/favorites.contract.js';
import type { Reach } from '@bilten/contracts/kit/access.js';
import type { Page } from '@bilten/contracts/kit/contract.js';
import { plain } from '@bilten/platform/postgres/columns.js';
import { isInstant, isNumberOrNull, isText, Keyset, type SortKey } from '@bilten/platform/postgres/cursor.js';
import { insertUnlessTaken } from '@bilten/platform/postgres/insert.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { FavoriteEntity } from './favorite.entity.js';
import { type Changes, folderKeyOf, type NewFavorite, type Shelf } from './favorites.rules.js';

const OWN_ORDER: SortKey<FavoriteView> = { sortOrder: isNumberOrNull, favoritedAt: isInstant, favoriteId: isText };

/** Favorites and the folders that they make. */
@Injectable()
export class FavoritesStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Until the end of the unit of work nobody else adds to this user's favorites or folders, so that limits hold exactly. */
  async lock(userId: string) {
    await this.manager.query("select pg_advisory_xact_lock(hashtext('favorites'), hashtext($1))", [userId]);
  }

  /** What the user has, but for one favorite that is about to move. */
  async shelfOf(userId: string, without = ''): Promise<Shelf> {
    const [shelf] = await this.manager.query(SHELF, [userId, without]);
    return shelf;
  }

  async add(favorite: NewFavorite): Promise<FavoriteView> {
    await insertUnlessTaken(this.manager, FavoriteEntity, favorite);
    return (await this.findItem(favorite))!;
  }

  async find(favoriteId: string, reach: Reach): Promise<FavoriteView | undefined> {
    const row = await this.manager.findOneBy(FavoriteEntity, { favoriteId, ...reach });
    return row ? plain(row) : undefined;
  }

  async findItem({ userId, type, itemId }: CheckFavorite): Promise<FavoriteView | undefined> {
    const row = await this.manager.findOneBy(FavoriteEntity, { userId, type, itemId });
    return row ? plain(row) : undefined;
  }

  async ofUser(request: FavoritesOfUser): Promise<Page<FavoriteView>> {
    const { userId, type, folder } = request;
    const keyset = new Keyset(favorites.ofUser, request, OWN_ORDER);
    const inFolder = folder === undefined ? {} : { folderKey: folderKeyOf(folder) || IsNull() };
    const query = this.manager.createQueryBuilder(FavoriteEntity, 'f').where({ userId, ...(type && { type }), ...inFolder });
    if (keyset.after) query.andWhere(AFTER, keyset.after);
    const ordered = query.orderBy('f.sortOrder', 'ASC', 'NULLS LAST').addOrderBy('f.favoritedAt', 'DESC').addOrderBy('f.favoriteId', 'ASC');
    const rows = await ordered.limit(keyset.take).getMany();
    return keyset.page(rows.map((row): FavoriteView => plain(row)));
  }

  async update(favoriteId: string, reach: Reach, changes: Changes): Promise<FavoriteView | undefined> {
    // As an object, for TypeORM's own type cannot hold free JSON.
    if (Object.keys(changes).length > 0) await this.manager.update(FavoriteEntity, { favoriteId, ...reach }, changes as object);
    return this.find(favoriteId, reach);
  }

  async use(favoriteId: string, reach: Reach): Promise<FavoriteView | undefined> {
    const used = { usageCount: () => 'usage_count + 1', lastUsedAt: () => 'now()' };
    await this.manager.update(FavoriteEntity, { favoriteId, ...reach }, used);
    return this.find(favoriteId, reach);
  }

  /** The id of what was removed, if there was anything to remove. */
  async remove({ userId, type, itemId }: RemoveFavorite): Promise<string | undefined> {
    const where = { userId, type, itemId };
    const { raw } = await this.manager.createQueryBuilder().delete().from(FavoriteEntity).where(where).returning('favorite_id').execute();
    return raw[0]?.favorite_id;
  }

  folders(userId: string): Promise<FolderView[]> {
    return this.manager.query(FOLDERS, [userId]);
  }

  private get manager() {
    return this.unitOfWork.manager;
  }
}

const SHELF = `
  select count(*)::int as favorites, coalesce(array_agg(distinct folder) filter (where folder is not null), '{}') as folders
  from favorite where user_id = $1 and favorite_id <> $2`;

const FOLDERS = `
  select min(folder) as folder, count(*)::int as count
  from favorite where user_id = $1 and folder is not null
  group by folder_key order by folder_key`;

// The order of a page, all of it ascending, so that one comparison finds what comes after a row.
const AFTER = `
  (coalesce(f.sort_order, 'infinity'), -extract(epoch from f.favorited_at), f.favorite_id)
  > (coalesce(cast(:sortOrder as double precision), 'infinity'), -extract(epoch from cast(:favoritedAt as timestamptz)), :favoriteId)`;
