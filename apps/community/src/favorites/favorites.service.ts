import {
  type AddFavorite,
  type CheckedFavorite,
  type CheckFavorite,
  favorites,
  type FavoritesApi,
  type FavoritesOfUser,
  type FavoriteView,
  type FoldersOfUser,
  type RemoveFavorite,
  type UpdateFavorite,
  type UseFavorite,
} from '@bilten/contracts/community/favorites.contract.js';
import { favoriteAdded, favoriteRemoved } from '@bilten/contracts/community/favorites.facts.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { reachOf } from '@bilten/platform/context/caller.js';
import { Outbox } from '@bilten/platform/postgres/outbox.js';
import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { uuidv7 } from '@bilten/platform/uuid.js';
import { Injectable } from '@nestjs/common';
import { changesOf, newFavorite, placeIn } from './favorites.rules.js';
import { FavoritesStore } from './favorites.store.js';

@Injectable()
export class FavoritesService implements FavoritesApi {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FavoritesStore,
    private readonly outbox: Outbox,
  ) {}

  add(request: AddFavorite): Promise<FavoriteView> {
    return this.unitOfWork.run(async () => {
      await this.store.lock(request.userId);
      const known = await this.store.findItem(request);
      if (known) return known;
      const favorite = await this.store.add(newFavorite(request, uuidv7(), await this.store.shelfOf(request.userId)));
      const { favoriteId, userId, type, itemId, favoritedAt } = favorite;
      await this.outbox.add(favoriteAdded, { favoriteId, userId, type, itemId, addedAt: favoritedAt });
      return favorite;
    });
  }

  ofUser(request: FavoritesOfUser) {
    return this.store.ofUser(request);
  }

  async check(request: CheckFavorite): Promise<CheckedFavorite> {
    const favorite = await this.store.findItem(request);
    return favorite ? { isFavorited: true, favoriteId: favorite.favoriteId } : { isFavorited: false };
  }

  update(request: UpdateFavorite): Promise<FavoriteView> {
    return this.unitOfWork.run(async () => {
      const { favoriteId, folder } = request;
      const reach = reachOf(favorites.update);
      const { userId } = found(await this.store.find(favoriteId, reach));
      const place = folder === undefined ? {} : await this.place(folder, userId, favoriteId);
      return found(await this.store.update(favoriteId, reach, { ...changesOf(request), ...place }));
    });
  }

  remove({ userId, type, itemId }: RemoveFavorite): Promise<void> {
    return this.unitOfWork.run(async () => {
      const favoriteId = await this.store.remove({ userId, type, itemId });
      if (favoriteId) await this.outbox.add(favoriteRemoved, { favoriteId, userId, type, itemId, removedAt: new Date().toISOString() });
    });
  }

  use({ favoriteId }: UseFavorite): Promise<FavoriteView> {
    return this.unitOfWork.run(async () => found(await this.store.use(favoriteId, reachOf(favorites.use))));
  }

  folders({ userId }: FoldersOfUser) {
    return this.store.folders(userId);
  }

  private async place(folder: string, userId: string, favoriteId: string) {
    await this.store.lock(userId);
    return placeIn(folder, await this.store.shelfOf(userId, favoriteId));
  }
}

// `update` and `use` declare it alike.
function found(favorite: FavoriteView | undefined): FavoriteView {
  if (!favorite) throw fault(favorites.use, 'unknownFavorite', 'There is no such favorite');
  return favorite;
}
