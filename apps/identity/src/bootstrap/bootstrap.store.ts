import { UnitOfWork } from '@bilten/platform/postgres/unit-of-work.js';
import { Injectable } from '@nestjs/common';

export interface FirstAdmin {
  readonly userId: string;
  readonly accountId: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** Writes better-auth's tables itself: user and account must appear together or not at all, which its own call does not promise. */
@Injectable()
export class BootstrapStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** All of the work or none of it, and no other replica at the same time. */
  inTurn(work: () => Promise<void>): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.unitOfWork.manager.query(`select pg_advisory_xact_lock(hashtext('identity bootstrap'))`);
      await work();
    });
  }

  async hasAdmin(): Promise<boolean> {
    const [{ found }] = await this.unitOfWork.manager.query(
      `select exists (select from users where 'admin' = any(string_to_array(role, ','))) as found`,
    );
    return found;
  }

  /** Says whether it was made: an address that a user already has makes none. */
  async addAdmin({ userId, accountId, email, passwordHash }: FirstAdmin): Promise<boolean> {
    const made = await this.unitOfWork.manager.query(ADD_ADMIN, [userId, accountId, email.toLowerCase(), passwordHash]);
    return made.length > 0;
  }
}

const ADD_ADMIN = `
  with made as (
    insert into users (id, name, email, email_verified, role) values ($1, 'Administrator', $3, true, 'admin')
    on conflict (email) do nothing returning id
  )
  insert into accounts (id, account_id, provider_id, user_id, password, updated_at)
  select $2, id, 'credential', id, $4, now() from made
  returning id`;
