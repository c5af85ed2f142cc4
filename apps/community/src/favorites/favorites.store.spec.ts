import { type AddFavorite, favorites, type FavoritesOfUser } from '@bilten/contracts/community/favorites.contract.js';
import { aUser, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService('community', AppModule);
});
afterAll(() => service?.stop());

const client = (userId: string) => service.as(aUser(userId), favorites);
const add = (userId: string, itemId: string, given: Partial<AddFavorite> = {}) =>
  client(userId).add({ userId, type: 'agent', itemId, itemTitle: itemId, ...given });
const remove = (userId: string, itemId: string) => client(userId).remove({ userId, type: 'agent', itemId });

/** All pages, two rows each; `between` happens after each of them. */
async function readAll(request: FavoritesOfUser, between: (page: number) => Promise<unknown> = async () => {}) {
  const seen: string[] = [];
  for (let cursor: string | null = null, page = 1; cursor !== null || page === 1; page += 1) {
    if (page > 50) throw new Error('There is no end to the pages');
    const { items, next } = await client(request.userId).ofUser({ ...request, limit: 2, ...(cursor && { cursor }) });
    seen.push(...items.map(({ itemId }) => itemId));
    cursor = next;
    await between(page);
  }
  return seen;
}

describe("a user's list", () => {
  it('has the placed ones in their order, then the others, the latest first', async () => {
    const ids: Record<string, string> = {};
    for (const item of ['a', 'b', 'c', 'd', 'e']) ids[item] = (await add('ora', item)).favoriteId;
    await client('ora').update({ favoriteId: ids['b']!, sortOrder: 2 });
    await client('ora').update({ favoriteId: ids['d']!, sortOrder: 1 });
    await client('ora').update({ favoriteId: ids['a']!, sortOrder: 1.5 });
    expect(await readAll({ userId: 'ora' })).toEqual(['d', 'a', 'b', 'e', 'c']);
  });

  it('is filtered by type and by folder, without regard to case', async () => {
    await add('fil', 'a', { folder: 'Work' });
    await add('fil', 'b', { type: 'tool', folder: 'Work' });
    await add('fil', 'c');
    expect(await readAll({ userId: 'fil', folder: 'wORK' })).toEqual(['b', 'a']);
    expect(await readAll({ userId: 'fil', folder: 'work', type: 'tool' })).toEqual(['b']);
    expect(await readAll({ userId: 'fil', folder: '' })).toEqual(['c']);
  });

  it('neither repeats nor skips while rows come and go, not even when the row of the cursor goes', async () => {
    for (const item of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await add('ste', item);
    const seen = await readAll({ userId: 'ste' }, async (page) => {
      await add('ste', `new-${page}`);
      if (page === 1) await remove('ste', 'f'); // the last row of the page just read
      if (page === 2) await remove('ste', 'c'); // the first row of the page to come
    });
    expect(seen).toEqual(['g', 'f', 'e', 'd', 'b', 'a']);
  });

  it('refuses the cursor of another filter', async () => {
    for (const item of ['a', 'b']) await add('cur', item);
    const { next } = await client('cur').ofUser({ userId: 'cur', limit: 1 });
    const foreign = client('cur').ofUser({ userId: 'cur', limit: 1, type: 'agent', cursor: next! });
    await expect(foreign).rejects.toMatchObject({ kind: 'invalid', details: { errors: [{ pointer: '/cursor' }] } });
  });
});
