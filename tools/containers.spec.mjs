// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

/** @typedef {{ image?: string, build?: { dockerfile: string, target: string }, environment?: Record<string, unknown>, healthcheck?: object, ports?: string[], depends_on?: Record<string, { condition: string }> }} Service */

const ROOT = join(import.meta.dirname, '..');
const read = (/** @type {string} */ file) => readFileSync(join(ROOT, file), 'utf8');
const apps = readdirSync(join(ROOT, 'apps')).filter((app) => existsSync(join(ROOT, 'apps', app, 'src/main.ts')));
const dockerfile = read('deploy/Dockerfile');
const composeText = read('docker-compose.yml');
/** @type {{ services: Record<string, Service>, volumes: Record<string, unknown> }} */
const compose = parse(composeText, { merge: true });
const services = Object.entries(compose.services);

/** Only for the embedded event store, which has no place beside a ClickHouse server; and what `npm start` alone reads. */
const NOT_FOR_COMPOSE = ['BILTEN_DATA_DIR', 'EVENT_STORE_MEMORY_MB', 'BILTEN_LOG'];
/** The image says it. */
const OF_THE_IMAGE = ['HEALTH_PORT'];

it.each(apps)('%s has an image with its own dependencies, and a service', (app) => {
  expect(dockerfile).toContain(`COPY apps/${app}/package.json apps/${app}/`);
  expect(dockerfile).toMatch(new RegExp(`FROM manifests AS ${app}-modules\\nRUN [^]*?--workspace=@bilten/${app}\\n`));
  expect(dockerfile).toContain(
    [`COPY --from=${app}-modules /bilten ./`, `COPY --from=build /bilten/apps/${app}/dist apps/${app}/dist`].join('\n'),
  );
  expect(dockerfile).toContain(`CMD ["node", "apps/${app}/dist/main.js"]`);
  expect(compose.services[app]?.build).toEqual({ context: '.', dockerfile: 'deploy/Dockerfile', target: app });
});

it('copies the manifest of every workspace', () => {
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = JSON.parse(read('package.json'));
  const folders = workspaces.flatMap((pattern) =>
    pattern.endsWith('/*') ? readdirSync(join(ROOT, pattern.slice(0, -2))).map((name) => pattern.slice(0, -1) + name) : pattern,
  );
  const manifests = folders.filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
  for (const folder of manifests) expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/\n`);
});

it('runs what others have built in a fixed version', () => {
  const images = services.flatMap(([, { image }]) => image ?? []);
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) expect(image).toMatch(/:\d+(\.\d+)?(-\w+)?$/);
});

it('looks after the health of everything, and waits for it', () => {
  expect(dockerfile).toContain('HEALTHCHECK');
  for (const [name, { build, healthcheck }] of services) expect(healthcheck ?? build, name).toBeDefined();
  const conditions = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
  for (const [name, { condition }] of conditions) {
    expect(Object.keys(compose.services)).toContain(name);
    expect(condition).toBe('service_healthy');
  }
});

it('opens the port of the gateway and no other', () => {
  expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['gateway']);
});

it('has no secret with a default', () => {
  const references = [...composeText.matchAll(/\$\{(\w+)([^}]*)\}/g)];
  for (const [, variable, rest] of references) if (variable !== 'PORT') expect(rest, variable).toMatch(/^:\?\S/);
});

it('hands on every setting that there is', () => {
  const settings = [...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, variable]) => variable);
  const given = new Set(services.flatMap(([, { environment = {} }]) => Object.keys(environment)));
  const asked = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, variable]) => variable);
  const reachable = [...given, ...asked, ...NOT_FOR_COMPOSE, ...OF_THE_IMAGE];
  expect(settings.filter((variable) => !reachable.includes(variable ?? ''))).toEqual([]);
});
