import { FAVORITE_TYPES, type FavoriteType } from '@bilten/contracts/community/favorites.contract.js';
import { Instant, isOneOf } from '@bilten/platform/postgres/columns.js';
import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('favorite')
@Unique(['userId', 'type', 'itemId'])
@Check('favorite_type_known', isOneOf('type', FAVORITE_TYPES))
@Check('favorite_folder_short', 'char_length(folder) between 1 and 60')
@Check('favorite_folder_keyed', '(folder is null) = (folder_key is null)')
@Check('favorite_usage_not_negative', 'usage_count >= 0')
export class FavoriteEntity {
  @PrimaryColumn({ type: 'text', collation: 'C' }) favoriteId: string;
  @Column('text') userId: string;
  @Column('text') type: FavoriteType;
  @Column('text') itemId: string;
  @Column('text') itemTitle: string;
  @Column('text', { nullable: true }) itemThumbnail: string | null;
  @Column('text', { nullable: true }) folder: string | null;
  @Column('text', { nullable: true }) folderKey: string | null;
  @Column('text', { nullable: true }) notes: string | null;
  @Column('jsonb', { nullable: true }) metadata: Record<string, unknown> | null;
  @Column('double precision', { nullable: true }) sortOrder: number | null;
  @Column('integer', { default: 0 }) usageCount: number;
  @Instant({ nullable: true }) lastUsedAt: Date | null;
  @Instant({ default: () => 'now()' }) favoritedAt: Date;
}
