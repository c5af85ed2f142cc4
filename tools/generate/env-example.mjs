// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fieldsOf } from '@bilten/contracts/kit/fields.js';
import { configClasses } from '@bilten/platform/config/env.js';
import { builtFiles } from './built-files.mjs';

/** @typedef {import('@bilten/contracts/kit/contract.js').Shape} Shape */
/** @typedef {{ variable: string, meaning: string, limits: string, value: string, isRequired: boolean }} Setting */

const HEAD = `# Every setting with its meaning, its limits and its default, made from the config classes by \`npm run generate\`.
# Copy what you change into a file .env beside this one: npm start and docker compose read it. The environment overrules it.
`;

const TOOLS = `# --- npm start alone

# \`all\` shows every line of every service; otherwise warnings and errors are shown, and the rest is in the log files.
#BILTEN_LOG=
`;

/**
 * One section for each config class, one for what only the compose file asks for.
 * @param {string} root
 */
export async function envExample(root) {
  const sections = await settingsByFile(root);
  const known = new Set(sections.flatMap(({ settings }) => settings.map(({ variable }) => variable)));
  const texts = sections.filter(({ settings }) => settings.length > 0).map(({ source, settings }) => sectionOf(source, settings));
  return [HEAD, ...texts, TOOLS, composeSection(root, known)].join('\n');
}

/** @param {string} root */
async function settingsByFile(root) {
  const sections = [];
  const seen = new Set();
  for (const file of configFiles(root)) {
    const before = new Set(configClasses().keys());
    await import(pathToFileURL(file).href);
    const settings = [...configClasses()]
      .filter(([shape]) => !before.has(shape))
      .flatMap(([shape, variables]) => settingsOf(shape, variables));
    const source = relative(root, file).replace('/dist/', '/src/').replace(/\.js$/, '.ts');
    // Two services may read the same variable; it is told once.
    sections.push({ source, settings: settings.filter(({ variable }) => !seen.has(variable) && seen.add(variable)) });
  }
  return sections;
}

/**
 * What all services read comes first.
 * @param {string} root
 */
function configFiles(root) {
  const apps = readdirSync(join(root, 'apps'))
    .toSorted()
    .map((app) => join(root, 'apps', app, 'dist'));
  return [join(root, 'libs/platform/dist/config'), ...apps].flatMap((folder) => builtFiles(folder, '.config.js'));
}

/**
 * @param {Shape} shape
 * @param {ReadonlyMap<string, string>} variables
 * @returns {Setting[]}
 */
function settingsOf(shape, variables) {
  const defaults = /** @type {Record<string, string | number | boolean | string[] | undefined>} */ (new shape());
  const fields = fieldsOf(shape);
  return [...variables].map(([name, variable]) => {
    const { schema = {}, optional = false } = fields.get(name) ?? {};
    const value = defaults[name];
    return {
      variable,
      meaning: /** @type {string} */ (schema['description'] ?? ''),
      limits: limitsOf(schema),
      value: Array.isArray(value) ? value.join(',') : `${value ?? ''}`,
      isRequired: value === undefined && !optional,
    };
  });
}

/** @param {Readonly<Record<string, unknown>>} schema */
function limitsOf({ type, enum: values, minimum, maximum, minLength, maxLength, format }) {
  if (Array.isArray(values)) return `One of ${values.join(', ')}.`;
  if (type === 'integer') return Number(maximum) < Number.MAX_SAFE_INTEGER ? `${minimum} to ${maximum}.` : `${minimum} or more.`;
  if (type === 'boolean') return 'true or false.';
  if (format === 'password') return `Secret, ${minLength} to ${maxLength} characters.`;
  return '';
}

/**
 * @param {string} source
 * @param {readonly Setting[]} settings
 */
function sectionOf(source, settings) {
  const blocks = settings.map(
    ({ variable, meaning, limits, value, isRequired }) =>
      `# ${[meaning, limits, isRequired ? 'Needed.' : ''].filter(Boolean).join(' ')}\n#${variable}=${value}\n`,
  );
  return [`# --- ${source}\n`, ...blocks].join('\n');
}

/**
 * What `docker-compose.yml` asks for besides.
 * @param {string} root
 * @param {ReadonlySet<string>} known
 */
function composeSection(root, known) {
  const file = join(root, 'docker-compose.yml');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const asked = new Map([...text.matchAll(/\$\{(\w+):\?([^}]*)\}/g)].map(([, variable = '', meaning = '']) => [variable, meaning]));
  const own = [...asked].filter(([variable]) => !known.has(variable)).map(([variable, meaning]) => `# ${meaning}\n#${variable}=\n`);
  const also = [...asked.keys()].filter((variable) => known.has(variable));
  return [`# --- docker compose alone, which needs ${also.join(', ')} as well\n`, ...own].join('\n');
}
