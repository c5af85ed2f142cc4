import { DatabaseModule } from '@bilten/platform/postgres/database.module.js';
import { Module } from '@nestjs/common';
import { FavoritesController } from './favorites/favorites.controller.js';
import { FavoritesService } from './favorites/favorites.service.js';
import { FavoritesStore } from './favorites/favorites.store.js';
import { COMMUNITY } from './schema.js';

@Module({
  imports: [DatabaseModule.of(COMMUNITY)],
  controllers: [FavoritesController],
  providers: [FavoritesService, FavoritesStore],
})
export class AppModule {}
