import { type AddFavorite, favorites, type UpdateFavorite } from '@bilten/contracts/community/favorites.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';

export const MAX_FAVORITES = 1_000;
export const MAX_FOLDERS = 100;

/** What a user has already: how many favorites, and the names of the folders that they are in. */
export interface Shelf {
  readonly favorites: number;
  readonly folders: readonly string[];
}
/** Where a favorite is put; both are null outside of any folder. */
export interface Place {
  readonly folder: string | null;
  readonly folderKey: string | null;
}
const UNFILED: Place = { folder: null, folderKey: null };

/** What a folder's name is compared by: `Work`, `work` and ` WORK ` are one folder. */
export const folderKeyOf = (folder: string) => folder.trim().normalize('NFC').toLowerCase();

/** The folder of that name as its user wrote it first, or a new one while there may be more. */
export function placeIn(wanted: string, { folders }: Shelf): Place {
  const folderKey = folderKeyOf(wanted);
  if (folderKey === '') return UNFILED;
  const known = folders.find((folder) => folderKeyOf(folder) === folderKey);
  if (known === undefined && folders.length >= MAX_FOLDERS) throw limitReached('folders', MAX_FOLDERS);
  return { folder: known ?? wanted.trim(), folderKey };
}

/** A favorite as it begins, if there may be one more. */
export function newFavorite(request: AddFavorite, favoriteId: string, shelf: Shelf) {
  if (shelf.favorites >= MAX_FAVORITES) throw limitReached('favorites', MAX_FAVORITES);
  return { ...request, favoriteId, notes: request.notes || null, ...placeIn(request.folder ?? '', shelf) };
}
export type NewFavorite = ReturnType<typeof newFavorite>;

/** What an update changes, but for the folder, which depends on the others. Empty notes are none. */
export const changesOf = ({ notes, metadata, sortOrder }: UpdateFavorite) => ({
  ...(notes !== undefined && { notes: notes || null }),
  ...(metadata !== undefined && { metadata }),
  ...(sortOrder !== undefined && { sortOrder }),
});
export type Changes = ReturnType<typeof changesOf> & Partial<Place>;

// `add` and `update` declare it alike.
const limitReached = (of: 'favorites' | 'folders', limit: number) =>
  fault(favorites.add, 'limitReached', `There may be at most ${limit} ${of}`, { of, limit });
