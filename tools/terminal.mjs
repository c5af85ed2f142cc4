// @ts-check

const colourful = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];
/** @param {number} code */
const paint = (code) => (/** @type {string} */ text) => (colourful ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);

const NAME_COLOURS = [36, 35, 34, 32, 33, 96, 95, 94];

/**
 * The same name always has the same colour.
 * @param {string} name
 */
export function nameTag(name) {
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return paint(NAME_COLOURS[sum % NAME_COLOURS.length] ?? 36)(name.padEnd(10));
}

/** @param {string} [text] */
export const say = (text = '') => console.log(text && `  ${text}`);

/**
 * One finished step: what, where, how long it took.
 * @param {{ title: string, detail?: string, since: number }} step
 */
export const sayDone = ({ title, detail = '', since }) => say(`${green('✓')} ${title.padEnd(18)} ${detail} ${dim(secondsSince(since))}`);

/** @param {number} since */
export const secondsSince = (since) => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

/** Something that keeps the tool from going on; its message is all that a person needs to read. */
export class Refusal extends Error {}

/**
 * Ends the process with one clear sentence, or with the whole stack where the tool itself is wrong.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  console.error(
    `\n  ${red('✗')} ${error instanceof Refusal ? error.message.replaceAll('\n', '\n    ') : error instanceof Error ? error.stack : error}\n`,
  );
  process.exit(1);
}
