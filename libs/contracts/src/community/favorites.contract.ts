import { ownerOr, selfOr } from '../kit/access.js';
import { type Api, defineService, list, page } from '../kit/contract.js';
import { Flag, Id, Json, Meaning, Moment, OneOf, Optional, Real, Text, Whole } from '../kit/fields.js';
import { del, get, patch, post } from '../kit/http.js';
import { PageRequest } from '../kit/paging.js';

export const FAVORITE_TYPES = ['agent', 'tool', 'blog-post', 'lab-experiment', 'prompt', 'conversation', 'template'] as const;
export type FavoriteType = (typeof FAVORITE_TYPES)[number];

const Folder = () => Text({ min: 0, max: 60 });
const Notes = () => Text({ min: 0, max: 2_000 });
const Metadata = () => Json({ maxBytes: 8_192 });

/** What a favorite is of. */
class FavoriteItem {
  @Id() userId: string;
  @OneOf(FAVORITE_TYPES) type: FavoriteType;
  @Id() itemId: string;
}
class FavoriteTerms extends FavoriteItem {
  @Text({ max: 300 }) itemTitle: string;
  @Optional() @Text({ max: 2_048 }) itemThumbnail?: string;
  @Optional() @Folder() @Meaning('Without regard to case; empty is none.') folder?: string;
  @Optional() @Notes() notes?: string;
  @Optional() @Metadata() metadata?: Record<string, unknown>;
}

export class AddFavorite extends FavoriteTerms {}
export class FavoriteView extends FavoriteTerms {
  @Id() favoriteId: string;
  @Optional() @Real() @Meaning('Its place; favorites without one come last.') sortOrder?: number;
  @Whole() usageCount: number;
  @Optional() @Moment() lastUsedAt?: string;
  @Moment() favoritedAt: string;
}
export class FavoritesOfUser extends PageRequest {
  @Id() userId: string;
  @Optional() @OneOf(FAVORITE_TYPES) type?: FavoriteType;
  @Optional() @Folder() @Meaning('Without regard to case; empty asks for those in no folder.') folder?: string;
}
export class CheckFavorite extends FavoriteItem {}
export class CheckedFavorite {
  @Flag() isFavorited: boolean;
  @Optional() @Id() favoriteId?: string;
}
export class UpdateFavorite {
  @Id() favoriteId: string;
  @Optional() @Folder() @Meaning('Empty takes it out of its folder.') folder?: string;
  @Optional() @Notes() @Meaning('Empty removes them.') notes?: string;
  @Optional() @Metadata() @Meaning('Takes the place of the old one, whole.') metadata?: Record<string, unknown>;
  @Optional() @Real() @Meaning('To put it between two others, a number between theirs.') sortOrder?: number;
}
export class RemoveFavorite extends FavoriteItem {}
export class UseFavorite {
  @Id() favoriteId: string;
}
export class FoldersOfUser {
  @Id() userId: string;
}
export class FolderView {
  @Folder() folder: string;
  @Whole() @Meaning('Favorites in it.') count: number;
}

const reading = selfOr('admin', 'favorites:read');
const writing = selfOr('admin', 'favorites:write');
const writingOwn = ownerOr('admin', 'favorites:write');

/** What a user wants to find again. Nobody else sees it. */
export const favorites = defineService('community.favorites', {
  add: {
    summary: 'Add a favorite; adding it again changes nothing',
    http: post('/favorites'),
    access: writing,
    request: AddFavorite,
    response: FavoriteView,
    faults: { limitReached: 'conflict' },
  },
  ofUser: {
    summary: "A user's favorites, in their order, then the latest first",
    http: get('/favorites/user/:userId'),
    access: reading,
    request: FavoritesOfUser,
    response: page(FavoriteView),
  },
  check: {
    summary: 'Whether something is a favorite',
    http: get('/favorites/check/:userId/:type/:itemId'),
    access: reading,
    request: CheckFavorite,
    response: CheckedFavorite,
  },
  update: {
    summary: 'Change a favorite',
    http: patch('/favorites/:favoriteId'),
    access: writingOwn,
    request: UpdateFavorite,
    response: FavoriteView,
    faults: { unknownFavorite: 'missing', limitReached: 'conflict' },
  },
  remove: {
    summary: 'Remove a favorite; removing it again changes nothing',
    http: del('/favorites/:userId/:type/:itemId'),
    access: writing,
    request: RemoveFavorite,
  },
  use: {
    summary: 'Count a use of a favorite',
    http: post('/favorites/:favoriteId/use', { status: 200 }),
    access: writingOwn,
    request: UseFavorite,
    response: FavoriteView,
    faults: { unknownFavorite: 'missing' },
  },
  folders: {
    summary: "A user's folders and how many favorites each holds",
    http: get('/favorites/folders/:userId'),
    access: reading,
    request: FoldersOfUser,
    response: list(FolderView),
  },
});
export type FavoritesApi = Api<typeof favorites>;
