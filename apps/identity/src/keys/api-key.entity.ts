import type { Scope } from '@bilten/contracts/kit/access.js';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('api_keys')
@Check('api_keys_key_hash_check', `key_hash ~ '^[0-9a-f]{64}$'`)
@Check('api_keys_scopes_check', 'cardinality(scopes) > 0')
export class ApiKeyEntity {
  /** A UUIDv7: the order of the ids is the order of creation. */
  @PrimaryColumn('text', { collation: 'C' })
  id: string;

  @Column('text')
  name: string;

  /** SHA-256 in hexadecimal. A key has 238 random bits, so it needs no salt and no slow hash. */
  @Column('text', { unique: true })
  keyHash: string;

  @Column('text')
  prefix: string;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column('text')
  createdBy: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  /** A revoked key stays, so that no restart brings it back. */
  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
