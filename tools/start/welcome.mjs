// @ts-check
import { join, relative } from 'node:path';
import { bold, green, say, secondsSince } from '../terminal.mjs';
import { credentialsFile } from './settings.mjs';

/**
 * What a person needs to go on from here.
 * @param {import('./settings.mjs').Settings} settings
 * @param {{ adminEmail: string, since: number }} facts
 */
export function welcome({ port, dataDir }, { adminEmail, since }) {
  const url = `http://127.0.0.1:${port}`;
  say();
  say(`${green(bold('Ready'))} in ${secondsSince(since)}`);
  say();
  say(`API          ${bold(`${url}/api/docs`)}`);
  say(`Health       ${url}/health/ready`);
  say(`Sign in as   ${adminEmail}, with the password in ${pathOf(credentialsFile(dataDir))}`);
  say(`Logs         ${pathOf(join(dataDir, 'logs'))}/`);
  say();
  say('The first event:');
  say();
  say(`  curl ${url}/api/v1/tracking/activity -H 'content-type: application/json' \\`);
  say(`    -d '{ "eventType": "page_view", "pageUrl": "https://example.com/", "visitorId": "me" }'`);
  say();
}

/**
 * As short as it can be said.
 * @param {string} file
 */
function pathOf(file) {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
