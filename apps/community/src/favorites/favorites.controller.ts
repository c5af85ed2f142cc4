import {
  AddFavorite,
  CheckFavorite,
  favorites,
  type FavoritesApi,
  FavoritesOfUser,
  FoldersOfUser,
  RemoveFavorite,
  UpdateFavorite,
  UseFavorite,
} from '@bilten/contracts/community/favorites.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { FavoritesService } from './favorites.service.js';

@Controller()
export class FavoritesController implements FavoritesApi {
  constructor(private readonly service: FavoritesService) {}

  @Handle(favorites.add)
  add(request: AddFavorite) {
    return this.service.add(request);
  }

  @Handle(favorites.ofUser)
  ofUser(request: FavoritesOfUser) {
    return this.service.ofUser(request);
  }

  @Handle(favorites.check)
  check(request: CheckFavorite) {
    return this.service.check(request);
  }

  @Handle(favorites.update)
  update(request: UpdateFavorite) {
    return this.service.update(request);
  }

  @Handle(favorites.remove)
  remove(request: RemoveFavorite) {
    return this.service.remove(request);
  }

  @Handle(favorites.use)
  use(request: UseFavorite) {
    return this.service.use(request);
  }

  @Handle(favorites.folders)
  folders(request: FoldersOfUser) {
    return this.service.folders(request);
  }
}
