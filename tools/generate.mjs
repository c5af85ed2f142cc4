// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'oxfmt';
import { giveUp, Refusal, say } from './terminal.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OPENAPI = 'apps/gateway/dist/docs/openapi.js';

const USAGE = `npm run generate [-- --check]

Writes what follows from the sources: the table of routes, the OpenAPI document, the example settings, the lock of the contracts.

  --check    writes nothing, and fails when a file is not what it would be`;

/** Each file and how its text is made; only then is anything loaded that has to be built. @type {readonly [file: string, make: () => Promise<string>][]} */
const GENERATED = [
  ['docs/api-routes.md', async () => (await import('./generate/api-routes.mjs')).apiRoutes()],
  ['apps/gateway/openapi.json', async () => JSON.stringify((await import(pathToFileURL(join(ROOT, OPENAPI)).href)).openApi())],
  ['.env.example', async () => (await import('./generate/env-example.mjs')).envExample(ROOT)],
  ['contracts.lock.json', async () => JSON.stringify(await (await import('./generate/contracts-lock.mjs')).contractsLock(ROOT))],
];

async function main() {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
  if (values.help) return console.log(USAGE);
  if (!existsSync(join(ROOT, OPENAPI))) throw new Refusal('The sources are not built: npm run build');
  const drifted = [];
  for (const [file, make] of GENERATED) {
    const text = await formatted(file, await make());
    const path = join(ROOT, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    drifted.push(file);
    if (values.check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    say(`written  ${file}`);
  }
  if (values.check && drifted.length > 0)
    throw new Refusal(
      `Not what the sources say any more: ${drifted.join(', ')}\nnpm run generate writes them anew; look at what it changes.`,
    );
}

/**
 * As the formatter of the whole project has it, so that its check finds nothing to say.
 * @param {string} file
 * @param {string} text
 */
async function formatted(file, text) {
  if (!file.endsWith('.json')) return text;
  const { printWidth, singleQuote } = JSON.parse(readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8'));
  const { code, errors } = await format(file, text, { printWidth, singleQuote });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join(', ')}`);
  return code;
}

main().catch(giveUp);
