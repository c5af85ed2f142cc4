// @ts-check
import { allContracts } from '@bilten/contracts/catalog.js';
import { ownerOf } from '@bilten/contracts/kit/contract.js';

/** @typedef {import('@bilten/contracts/kit/access.js').Access} Access */
/** @typedef {import('@bilten/contracts/kit/contract.js').Contract} Contract */

const HEAD = `# Routes

Every operation that has a route, made from the contracts by \`npm run generate\`. The paths stand under \`/api/v1\` and, as an alias,
under \`/api\`. Fields, answers and failures are at \`/api/docs\` of a running gateway, out of \`apps/gateway/openapi.json\`.

Who may: *anyone*; a *user* by \`Authorization: Bearer <token>\` (from \`POST /auth/sign-in\`); *self*, the user whom \`userId\` names;
*owner*, the user to whom the object belongs; staff by their role; a *key* with the scope by \`X-API-Key: <key>\`. Users with the role
\`admin\` and keys with the scope \`admin\` may call every route.
`;

const FOOT = `## Without a contract

These stand as they are, without a prefix, for anyone.

| Method | Path | What |
| --- | --- | --- |
| GET | \`/health/live\` | Whether the gateway runs |
| GET | \`/health/ready\` | Whether the gateway and each service are ready; 503 when not |
| GET | \`/metrics\` | Metrics of the gateway, for Prometheus |
| GET | \`/api/docs\` | This API, to read and to try |
| GET | \`/api/docs/problems\` | Every code that a failure may carry |
| GET | \`/api/openapi.json\` | The OpenAPI 3.1 document |
`;

/** A table of routes for each group of operations. */
export function apiRoutes() {
  /** @type {Map<string, Contract[]>} */
  const groups = new Map();
  for (const contract of allContracts()) {
    if (!contract.http) continue;
    const name = `${ownerOf(contract)}: ${contract.subject.split('.')[1]}`;
    groups.set(name, [...(groups.get(name) ?? []), contract]);
  }
  return [HEAD, ...[...groups].map(([name, contracts]) => tableOf(name, contracts)), FOOT].join('\n');
}

/**
 * @param {string} title
 * @param {readonly Contract[]} contracts
 */
function tableOf(title, contracts) {
  const rows = contracts.map(
    ({ http, access, summary }) => `| ${[http?.method, `\`${http?.path}\``, whoMay(access), cell(summary)].join(' | ')} |`,
  );
  return [`## ${title}`, '', '| Method | Path | Who may | What |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

/** @param {Access} access */
function whoMay({ who, roles, scope, ofOwner }) {
  if (who === 'anyone') return 'anyone';
  const people = { signedIn: ['user'], selfOr: [ofOwner ? 'owner' : 'self'], staff: [], service: [] }[who];
  return [...new Set([...people, ...roles, ...(scope ? [`key \`${scope}\``] : [])])].join(', ');
}

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');
