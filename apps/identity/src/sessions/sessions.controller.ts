import { type Refresh, sessions, type SessionsApi, type SignIn, type SignOut } from '@bilten/contracts/identity/sessions.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { SessionsService } from './sessions.service.js';

@Controller()
export class SessionsController implements SessionsApi {
  constructor(private readonly service: SessionsService) {}

  @Handle(sessions.signIn)
  signIn(request: SignIn) {
    return this.service.signIn(request);
  }

  @Handle(sessions.refresh)
  refresh(request: Refresh) {
    return this.service.refresh(request);
  }

  @Handle(sessions.signOut)
  signOut(request: SignOut) {
    return this.service.signOut(request);
  }
}
