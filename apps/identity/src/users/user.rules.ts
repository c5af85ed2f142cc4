import { type Role, ROLES } from '@bilten/contracts/kit/access.js';
import type { UserView } from '@bilten/contracts/identity/user-view.js';

/** What better-auth gives of a user, as far as it matters here. */
export interface AuthUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** Role names, comma separated. */
  readonly role?: string | null | undefined;
}

export const viewOf = ({ id, email, name, role }: AuthUser): UserView => ({ id, email, name, roles: rolesOf(role) });

/** Everyone is a `user`; what is no role of ours counts for nothing. */
export const rolesOf = (role: string | null | undefined): Role[] => {
  const held = (role ?? '').split(',').map((word) => word.trim());
  return ROLES.filter((known) => known === 'user' || held.includes(known));
};
