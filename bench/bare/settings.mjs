// @ts-check

/**
 * What the processes of the bare pipe are told by the harness.
 * @typedef {{ natsUrl: string, databaseUrl: string, dataDir: string, doorPort: number, writerPort: number }} BareSettings
 */

/** @type {Record<keyof BareSettings, string>} */
const VARIABLES = {
  natsUrl: 'NATS_URL',
  databaseUrl: 'DATABASE_URL',
  dataDir: 'BARE_DATA_DIR',
  doorPort: 'BARE_DOOR_PORT',
  writerPort: 'BARE_WRITER_PORT',
};

/**
 * @param {BareSettings} settings
 * @returns {Record<string, string>}
 */
export const environmentOf = (settings) =>
  Object.fromEntries(
    Object.entries(VARIABLES).map(([name, variable]) => [variable, String(settings[/** @type {keyof BareSettings} */ (name)])]),
  );

/** @returns {BareSettings} */
export function readSettings() {
  const text = (/** @type {keyof BareSettings} */ name) => process.env[VARIABLES[name]] ?? '';
  return {
    natsUrl: text('natsUrl'),
    databaseUrl: text('databaseUrl'),
    dataDir: text('dataDir'),
    doorPort: Number(text('doorPort')),
    writerPort: Number(text('writerPort')),
  };
}

export const STREAM = 'BARE';
export const SUBJECT = 'bare.batch';
export const DURABLE = 'bare-writer';
