import type { AddFavorite } from '@bilten/contracts/community/favorites.contract.js';
import { describe, expect, it } from 'vitest';
import { changesOf, MAX_FAVORITES, MAX_FOLDERS, newFavorite, placeIn } from './favorites.rules.js';

const shelf = (...folders: string[]) => ({ favorites: folders.length, folders });
const full = shelf(...Array.from({ length: MAX_FOLDERS }, (_, n) => `Folder ${n}`));
const request: AddFavorite = { userId: 'ana', type: 'agent', itemId: 'neural-chat', itemTitle: 'Neural Chat' };

describe('a folder', () => {
  it.each([
    ['is kept as it was first written', ' Work ', shelf(), 'Work'],
    ['is the one that is there, in any case', 'WORK', shelf('Play', 'Work'), 'Work'],
    ['is the same with composed and combined letters', 'Ä\u0308rger', shelf('ä\u0308rger'), 'ä\u0308rger'],
    ['may be one of the last', 'folder 99', full, 'Folder 99'],
    ['is none when it is blank', '  ', shelf('Work'), null],
  ])('%s', (_, wanted, present, folder) => {
    expect(placeIn(wanted, present).folder).toBe(folder);
  });

  it('is refused when it is one too many', () => {
    expect(() => placeIn('Another', full)).toThrow(
      expect.objectContaining({ code: 'limitReached', details: { of: 'folders', limit: MAX_FOLDERS } }),
    );
  });
});

describe('a new favorite', () => {
  it('is refused when it is one too many', () => {
    const limit = { code: 'limitReached', details: { of: 'favorites', limit: MAX_FAVORITES } };
    expect(() => newFavorite(request, 'f1', { favorites: MAX_FAVORITES, folders: [] })).toThrow(expect.objectContaining(limit));
    expect(newFavorite(request, 'f1', { favorites: MAX_FAVORITES - 1, folders: [] })).toMatchObject({ favoriteId: 'f1', folder: null });
  });
});

it('changes only what it is told to', () => {
  expect(changesOf({ favoriteId: 'f1' })).toEqual({});
  expect(changesOf({ favoriteId: 'f1', notes: '', sortOrder: 0 })).toEqual({ notes: null, sortOrder: 0 });
});
