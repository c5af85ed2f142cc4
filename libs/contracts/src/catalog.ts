import { exports } from './analytics/exports.contract.js';
import { projection } from './analytics/projection.contract.js';
import { reports } from './analytics/reports.contract.js';
import { transactions } from './commerce/transactions.contract.js';
import { favorites } from './community/favorites.contract.js';
import { keys } from './identity/keys.contract.js';
import { me } from './identity/me.contract.js';
import { sessions } from './identity/sessions.contract.js';
import { verification } from './identity/verification.contract.js';
import type { Contract, Service } from './kit/contract.js';
import { intake } from './tracking/intake.contract.js';
import { ledger } from './tracking/ledger.contract.js';
import { privacy } from './tracking/privacy.contract.js';
import { replay } from './tracking/replay.contract.js';

/** Every service of the house and what it answers. */
export const CATALOG: Readonly<Record<string, readonly Service[]>> = {
  identity: [sessions, me, keys, verification],
  tracking: [intake, ledger, privacy, replay],
  analytics: [reports, exports, projection],
  commerce: [transactions],
  community: [favorites],
};

export const allContracts = (): Contract[] =>
  Object.values(CATALOG)
    .flat()
    .flatMap((service) => Object.values(service));
