import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity.js';

@Injectable()
export class KeysStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(key: ApiKeyEntity) {
    await this.repository.insert(key);
  }

  /** Does nothing when the hash is there already, be the key revoked or not. Says whether it is new. */
  async addOnce(key: ApiKeyEntity): Promise<boolean> {
    const { raw } = await this.repository.createQueryBuilder().insert().values(key).orIgnore().returning('id').execute();
    return (raw as unknown[]).length > 0;
  }

  /** Neither revoked nor expired. */
  findLive(keyHash: string): Promise<ApiKeyEntity | null> {
    return this.repository
      .createQueryBuilder('key')
      .where('key.keyHash = :keyHash and key.revokedAt is null and (key.expiresAt is null or key.expiresAt > now())', { keyHash })
      .getOne();
  }

  /** Notes the use, at most once a minute. */
  async touch(id: string) {
    await this.unitOfWork.manager.query(TOUCH, [id]);
  }

  /** The newest first, from the one after `after`. */
  list(limit: number, after?: string): Promise<ApiKeyEntity[]> {
    return this.repository.find({
      where: { revokedAt: IsNull(), ...(after !== undefined && { id: LessThan(after) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** The hash of the key that is revoked now; nothing when there is none to revoke. */
  async revoke(id: string): Promise<string | undefined> {
    const [rows] = (await this.unitOfWork.manager.query(REVOKE, [id])) as [{ key_hash: string }[], number];
    return rows[0]?.key_hash;
  }

  private get repository() {
    return this.unitOfWork.manager.getRepository(ApiKeyEntity);
  }
}

const TOUCH = `
  update api_keys set last_used_at = now()
  where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`;
const REVOKE = `
  update api_keys set revoked_at = now()
  where id = $1 and revoked_at is null
  returning key_hash`;
