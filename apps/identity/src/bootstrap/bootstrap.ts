import { log } from '@bilten/platform/telemetry/log.js';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Auth } from '../auth/auth.js';
import { InjectAuth } from '../auth/auth.provider.js';
import { IdentityConfig } from '../identity.config.js';
import { keyCreated } from '../keys/keys.events.js';
import { rowOf } from '../keys/keys.rules.js';
import { KeysStore } from '../keys/keys.store.js';
import { BootstrapStore } from './bootstrap.store.js';

/** Lets the first person and the first server in. Any number of replicas may start at once, any number of times. */
@Injectable()
export class Bootstrap implements OnModuleInit {
  constructor(
    private readonly config: IdentityConfig,
    private readonly store: BootstrapStore,
    private readonly keys: KeysStore,
    @InjectAuth() private readonly auth: Auth,
  ) {}

  async onModuleInit() {
    await this.store.inTurn(async () => {
      if (!(await this.store.hasAdmin())) await this.makeAdmin();
      await this.makeKey();
    });
  }

  private async makeAdmin() {
    const { adminEmail: email, adminPassword } = this.config;
    if (!email || !adminPassword) return log.warn('there is no admin; set BILTEN_ADMIN_EMAIL and BILTEN_ADMIN_PASSWORD and start again');
    const { password } = await this.auth.$context;
    const isMade = await this.store.addAdmin({
      userId: uuidv7(),
      accountId: uuidv7(),
      email,
      passwordHash: await password.hash(adminPassword),
    });
    if (isMade) log.info({ event: 'admin-created', email }, 'the first admin was made');
    else log.error({ email }, 'there is no admin, and BILTEN_ADMIN_EMAIL belongs to a user who is none');
  }

  private async makeKey() {
    if (!this.config.apiKey) return;
    const row = rowOf(this.config.apiKey, { name: 'bootstrap', scopes: ['admin'], createdBy: 'bootstrap' }, new Date());
    if (await this.keys.addOnce(row)) keyCreated(row);
  }
}
