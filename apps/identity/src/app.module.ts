import { provideConfig } from '@bilten/platform/config/env.js';
import { DatabaseModule } from '@bilten/platform/postgres/database.module.js';
import { Module } from '@nestjs/common';
import { provideAuth } from './auth/auth.provider.js';
import { Bootstrap } from './bootstrap/bootstrap.js';
import { BootstrapStore } from './bootstrap/bootstrap.store.js';
import { IdentityConfig } from './identity.config.js';
import { identitySchema } from './identity.schema.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysService } from './keys/keys.service.js';
import { KeysStore } from './keys/keys.store.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { Tokens } from './sessions/tokens.js';
import { MeController } from './users/me.controller.js';
import { MeService } from './users/me.service.js';
import { VerificationController } from './verification/verification.controller.js';

/** Who people and servers are, and how they prove it. */
@Module({
  imports: [DatabaseModule.of(identitySchema)],
  controllers: [SessionsController, MeController, KeysController, VerificationController],
  providers: [
    provideConfig(IdentityConfig),
    provideAuth,
    Tokens,
    SessionsService,
    MeService,
    KeysStore,
    KeysService,
    BootstrapStore,
    Bootstrap,
  ],
})
export class AppModule {}
