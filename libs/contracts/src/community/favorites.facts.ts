import { defineFacts } from '../kit/fact.js';
import { Id, Moment, OneOf } from '../kit/fields.js';
import { FAVORITE_TYPES, type FavoriteType } from './favorites.contract.js';

class FavoriteFact {
  @Id() favoriteId: string;
  @Id() userId: string;
  @OneOf(FAVORITE_TYPES) type: FavoriteType;
  @Id() itemId: string;
}
/** Somebody wants to find something again. */
export class FavoriteAdded extends FavoriteFact {
  @Moment() addedAt: string;
}
/** Somebody no longer does. */
export class FavoriteRemoved extends FavoriteFact {
  @Moment() removedAt: string;
}

export const { favoriteAdded, favoriteRemoved } = defineFacts('community', {
  favoriteAdded: FavoriteAdded,
  favoriteRemoved: FavoriteRemoved,
});
