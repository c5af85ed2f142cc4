import { type ResolveKey, verification, type VerificationApi } from '@bilten/contracts/identity/verification.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { KeysService } from '../keys/keys.service.js';
import { Tokens } from '../sessions/tokens.js';

@Controller()
export class VerificationController implements VerificationApi {
  constructor(
    private readonly keys: KeysService,
    private readonly tokens: Tokens,
  ) {}

  @Handle(verification.resolveKey)
  resolveKey(request: ResolveKey) {
    return this.keys.resolve(request);
  }

  @Handle(verification.jwks)
  jwks() {
    return this.tokens.jwks();
  }
}
