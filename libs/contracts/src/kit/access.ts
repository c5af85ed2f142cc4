/** What a person may be besides a user. `admin` may do everything. */
export const ROLES = ['user', 'analyst', 'support', 'sales', 'recruiter', 'moderator', 'admin'] as const;
export type Role = (typeof ROLES)[number];
export type StaffRole = Exclude<Role, 'user'>;

/** What an API key may be allowed to do. `admin` allows everything. */
export const SCOPES = [
  'admin',
  'tracking:write',
  'analytics:read',
  'billing:read',
  'billing:write',
  'favorites:read',
  'favorites:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking. It travels in a signed header, never in the payload. */
export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'user'; readonly id: string; readonly roles: readonly Role[] }
  | { readonly kind: 'key'; readonly id: string; readonly scopes: readonly Scope[] }
  | { readonly kind: 'service'; readonly id: string };

/** Who may call an operation, as data: the gateway documents it, the owning service enforces it. */
export interface Access {
  readonly who: 'anyone' | 'signedIn' | 'selfOr' | 'staff' | 'service';
  /** Roles that may always call. `admin` is understood. */
  readonly roles: readonly StaffRole[];
  /** The scope that lets an API key call. Without one only an `admin` key may. */
  readonly scope?: Scope;
  /** The request names an object and not a user: its owner may call, and the store looks no further than his own. */
  readonly ofOwner?: true;
}
type Staff = StaffRole | readonly StaffRole[];
const access = (who: Access['who'], roles: Staff, scope?: Scope): Access => ({
  who,
  roles: typeof roles === 'string' ? [roles] : roles,
  ...(scope && { scope }),
});

/** Anyone at all, known or not. */
export const anyone: Access = access('anyone', []);
/** Any signed-in user, or a key with the scope. */
export const signedIn = (scope?: Scope) => access('signedIn', [], scope);
/** The user whom `request.userId` names, or staff of these roles, or a key with the scope. */
export const selfOr = (roles: Staff, scope?: Scope) => access('selfOr', roles, scope);
/** The owner of the object that the request names, or staff of these roles, or a key with the scope. To all others it is not there. */
export const ownerOr = (roles: Staff, scope?: Scope): Access => ({ ...selfOr(roles, scope), ofOwner: true });
/** Staff of these roles, or a key with the scope. */
export const staff = (roles: Staff, scope?: Scope) => access('staff', roles, scope);
/** Other services only: the operation has no HTTP binding. */
export const services: Access = access('service', []);

/** Why a caller may not go on: `unauthenticated` means that signing in could help. */
export type Refusal = 'unauthenticated' | 'denied';

/** The one place where access is decided. `userId` is the user whom the request is about, where it names one. */
export function refusalOf({ who, roles, scope, ofOwner }: Access, caller: Caller, userId?: unknown): Refusal | undefined {
  switch (caller.kind) {
    case 'service':
      return undefined;
    case 'nobody':
      return who === 'anyone' ? undefined : who === 'service' ? 'denied' : 'unauthenticated';
    case 'key':
      return who === 'anyone' ||
        (caller.scopes.includes('admin') && who !== 'service') ||
        (scope !== undefined && caller.scopes.includes(scope))
        ? undefined
        : 'denied';
    case 'user': {
      const isStaff = caller.roles.includes('admin') || roles.some((role) => caller.roles.includes(role));
      const may =
        who === 'anyone' || who === 'signedIn' || (isStaff && who !== 'service') || (who === 'selfOr' && (ofOwner || caller.id === userId));
      return may ? undefined : 'denied';
    }
  }
}

/** Whose objects a caller may touch: those of one user, or, when it names none, everyone's. */
export interface Reach {
  readonly userId?: string;
}
/** Everyone's for staff, keys and services that the access names; for any other user his own, and nothing for nobody. */
export const reachOf = (given: Access, caller: Caller): Reach =>
  refusalOf({ ...given, who: 'staff' }, caller) === undefined ? {} : { userId: caller.kind === 'user' ? caller.id : '' };
