import { type AddFavorite, favorites } from '@bilten/contracts/community/favorites.contract.js';
import { favoriteAdded, favoriteRemoved } from '@bilten/contracts/community/favorites.facts.js';
import { toldFacts } from '@bilten/platform/testing/facts.js';
import { aKey, aUser, nobody, startTestService, type TestService } from '@bilten/platform/testing/test-service.js';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../app.module.js';
import { MAX_FAVORITES, MAX_FOLDERS } from './favorites.rules.js';

let service: TestService;
let db: DataSource;

beforeAll(async () => {
  service = await startTestService('community', AppModule);
  db = service.running.app.get(DataSource);
});
afterAll(() => service?.stop());

const as = (...caller: Parameters<typeof aUser>) => service.as(aUser(...caller), favorites);
const aFavorite = (userId: string, given: Partial<AddFavorite> = {}): AddFavorite => ({
  userId,
  type: 'agent',
  itemId: 'neural-chat',
  itemTitle: 'Neural Chat',
  ...given,
});
const add = (userId: string, itemId: string, given: Partial<AddFavorite> = {}) => as(userId).add(aFavorite(userId, { itemId, ...given }));
const fill = (userId: string, count: number, folder: string) =>
  db.query(
    `insert into favorite (favorite_id, user_id, type, item_id, item_title, folder, folder_key)
     select $1 || n, $1, 'tool', n, 'Tool', ${folder}, lower(${folder}) from generate_series(1, $2::int) n`,
    [userId, count],
  );
const told = async (userId: string) => (await toldFacts(service, favoriteAdded)).filter((fact) => fact.userId === userId);

describe('adding', () => {
  it('answers the same however often, also at the same moment, and tells it once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => as('ana').add(aFavorite('ana'))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({
      favoriteId: expect.any(String),
      userId: 'ana',
      type: 'agent',
      itemId: 'neural-chat',
      itemTitle: 'Neural Chat',
      usageCount: 0,
      favoritedAt: expect.stringMatching(/Z$/),
    });
    expect(await db.query("select count(*)::int from favorite where user_id = 'ana'")).toEqual([{ count: 1 }]);
    expect(await told('ana')).toHaveLength(1);
  });

  it('keeps what is there when it is added again with other words', async () => {
    const first = await add('bea', 'one', { notes: 'first', folder: 'Work' });
    expect(await add('bea', 'one', { notes: 'second', itemTitle: 'Other' })).toEqual(first);
  });

  it('stops exactly at the limit, for many at the same moment, and still knows what is there', async () => {
    await fill('max', MAX_FAVORITES - 3, 'null');
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => add('max', `new-${n}`)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(7);
    expect(refused[0]).toMatchObject({ kind: 'conflict', code: 'limitReached', details: { of: 'favorites', limit: MAX_FAVORITES } });
    await expect(add('max', '1', { type: 'tool' })).resolves.toMatchObject({ itemId: '1' });
  });

  it('stops exactly at the limit of folders, for many at the same moment', async () => {
    await fill('fay', MAX_FOLDERS - 2, "'Folder ' || n");
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => add('fay', `new-${n}`, { folder: `New ${n}` })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(add('fay', 'known', { folder: 'FOLDER 1' })).resolves.toMatchObject({ folder: 'Folder 1' });
    expect(await as('fay').folders({ userId: 'fay' })).toHaveLength(MAX_FOLDERS);
  });
});

describe('privacy', () => {
  const strangers = [
    ['another user', aUser('eve')],
    ['other staff', aUser('sam', 'support')],
    ['a key with another scope', aKey('billing:read')],
  ] as const;

  it.each(strangers)('%s reads and writes nothing', async (_, caller) => {
    await add('pia', 'secret');
    const stranger = service.as(caller, favorites);
    const item = { userId: 'pia', type: 'agent' as const, itemId: 'secret' };
    const attempts = [
      stranger.ofUser({ userId: 'pia' }),
      stranger.check(item),
      stranger.folders({ userId: 'pia' }),
      stranger.remove(item),
      stranger.add(aFavorite('pia')),
    ];
    expect(await Promise.all(attempts.map((attempt) => attempt.catch(({ kind }) => kind)))).toEqual(Array(5).fill('denied'));
  });

  it("another user's favorite looks like one that is not there", async () => {
    const { favoriteId } = await add('pia', 'secret');
    const words = (error: unknown) => JSON.stringify(error);
    for (const act of ['use', 'update'] as const) {
      const foreign = await as('eve')[act]({ favoriteId }).catch(words);
      expect(foreign).toContain('unknownFavorite');
      expect(foreign).toBe(await as('eve')[act]({ favoriteId: 'no-such-id' }).catch(words));
    }
    expect(await as('pia').check({ userId: 'pia', type: 'agent', itemId: 'secret' })).toEqual({ isFavorited: true, favoriteId });
    expect((await as('pia').ofUser({ userId: 'pia' })).items).toMatchObject([{ favoriteId, usageCount: 0 }]);
  });

  it('nobody is asked to sign in, admins and keys with the scope may', async () => {
    await expect(service.as(nobody, favorites).use({ favoriteId: 'any' })).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(as('root', 'admin').folders({ userId: 'pia' })).resolves.toEqual([]);
    await expect(service.as(aKey('favorites:read'), favorites).ofUser({ userId: 'pia' })).resolves.toMatchObject({ next: null });
  });
});

describe('changing', () => {
  it('moves between folders, which are one whatever their case, and out of them', async () => {
    const { favoriteId } = await add('uma', 'one', { folder: ' Work ' });
    await add('uma', 'two', { folder: 'work' });
    expect(await as('uma').folders({ userId: 'uma' })).toEqual([{ folder: 'Work', count: 2 }]);
    await as('uma').update({ favoriteId, folder: 'Play', notes: 'mine', metadata: { color: 'red' } });
    expect(await as('uma').folders({ userId: 'uma' })).toEqual([
      { folder: 'Play', count: 1 },
      { folder: 'Work', count: 1 },
    ]);
    const moved = await as('uma').update({ favoriteId, folder: '', notes: '' });
    expect(moved).toMatchObject({ favoriteId, metadata: { color: 'red' } });
    expect(moved).not.toHaveProperty('folder');
    expect(moved).not.toHaveProperty('notes');
  });

  it('counts every use, also at the same moment', async () => {
    const { favoriteId } = await add('uri', 'one');
    const counts = await Promise.all(Array.from({ length: 20 }, async () => (await as('uri').use({ favoriteId })).usageCount));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('removes once and agrees to remove again', async () => {
    await add('rob', 'one');
    const item = { userId: 'rob', type: 'agent' as const, itemId: 'one' };
    await Promise.all([as('rob').remove(item), as('rob').remove(item), as('rob').remove(item)]);
    expect(await as('rob').check(item)).toEqual({ isFavorited: false });
    expect((await toldFacts(service, favoriteRemoved)).filter((fact) => fact.userId === 'rob')).toMatchObject([
      { type: 'agent', itemId: 'one' },
    ]);
  });
});
