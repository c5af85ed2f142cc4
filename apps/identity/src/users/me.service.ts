import type { UserView } from '@bilten/contracts/identity/user-view.js';
import { me } from '@bilten/contracts/identity/me.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { currentContext } from '@bilten/platform/context/context.js';
import { Injectable } from '@nestjs/common';
import type { Auth } from '../auth/auth.js';
import { InjectAuth } from '../auth/auth.provider.js';
import { viewOf } from './user.rules.js';

@Injectable()
export class MeService {
  constructor(@InjectAuth() private readonly auth: Auth) {}

  async find(): Promise<UserView> {
    const { caller } = currentContext();
    if (caller.kind !== 'user') throw fault(me.find, 'unknownUser', 'An API key is not a person');
    const { internalAdapter } = await this.auth.$context;
    const user = await internalAdapter.findUserById(caller.id);
    if (!user) throw fault(me.find, 'unknownUser', 'This user is not there any more');
    return viewOf(user);
  }
}
