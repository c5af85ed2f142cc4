// @ts-check
import { isIP } from 'node:net';

/**
 * One request as the combined log format of Apache and nginx tells it. Absent means that the log has `-`.
 * @typedef {object} LoggedRequest
 * @property {string} address  The client: an address or, where the server looks names up, a host name.
 * @property {string} [ip]  The same, when it is an address.
 * @property {number} time  Milliseconds since 1970, UTC.
 * @property {Target} [request]  Absent when the client sent no readable request line.
 * @property {string} requestLine  As logged, readable.
 * @property {number} status
 * @property {number} bytes
 * @property {string} [referrer]
 * @property {string} [userAgent]
 * @property {number} [milliseconds]  From a field after the user agent, when there is one.
 */
/** @typedef {{ method: string, target: string, protocol: string }} Target */

/** Longer lines are taken for damage: no server writes them. */
export const MAX_LINE_BYTES = 64 * 1024;

// A quoted field, unrolled so that a long or hostile one costs linear time.
const QUOTED = String.raw`"([^"\\]*(?:\\.[^"\\]*)*)"`;
// The user's name may hold spaces; its bound keeps a line full of brackets cheap.
const COMBINED = new RegExp(
  String.raw`^(\S+) \S+ .{1,256}? \[([^\]]{20,32})\] ${QUOTED} (\d{3}) (\d+|-) ${QUOTED} ${QUOTED}(?: (.*))?$`,
  's',
);
const TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// Targets may hold raw spaces; a request without a protocol is HTTP/0.9.
const REQUEST = /^([A-Za-z-]{1,32}) (.+?)(?: (HTTP\/\d{1,2}(?:\.\d{1,2})?))?$/s;
const TARGET = /^(?:\/|https?:\/\/|\*$)/i;
const BYTES_IN_AND_OUT = /^\d+ \d+(?= |$)/;
const DURATION = /^(?:rt=|request_time=)?"?(\d{1,12})(\.\d{1,9})?"?$/;

/**
 * Reads one line, or gives nothing when it is not a whole line of the combined format.
 * @param {string} line
 * @returns {LoggedRequest | undefined}
 */
export function parseLine(line) {
  const fields = COMBINED.exec(line);
  if (!fields) return undefined;
  const [, address = '', moment = '', requestLine = '', status = '', bytes = '', referrer = '', userAgent = '', rest = ''] = fields;
  const time = parseTime(moment);
  if (time === undefined) return undefined;
  const logged = unescapeField(requestLine);
  return {
    address,
    time,
    requestLine: logged,
    status: Number(status),
    bytes: bytes === '-' ? 0 : Number(bytes),
    ...given('ip', isIP(address) ? address : undefined),
    ...given('request', parseRequest(logged)),
    ...given('referrer', textOf(referrer)),
    ...given('userAgent', textOf(userAgent)),
    ...given('milliseconds', parseDuration(rest)),
  };
}

/**
 * `17/May/2015:10:05:03 +0200` as milliseconds since 1970, or nothing when there is no such time.
 * @param {string} text
 */
export function parseTime(text) {
  const parts = TIME.exec(text);
  if (!parts) return undefined;
  const month = MONTHS.indexOf(parts[2] ?? '');
  const [day = 0, year = 0, hour = 0, minute = 0, second = 0, zoneHours = 0, zoneMinutes = 0] = [1, 3, 4, 5, 6, 8, 9].map((index) =>
    Number(parts[index]),
  );
  const midnight = new Date(Date.UTC(year, month, day));
  const exists =
    month >= 0 && midnight.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60 && zoneHours <= 15 && zoneMinutes < 60;
  if (!exists) return undefined;
  const east = (zoneHours * 60 + zoneMinutes) * (parts[7] === '-' ? -1 : 1);
  return midnight.getTime() + ((hour * 60 + minute - east) * 60 + second) * 1_000;
}

/**
 * Method, target and protocol of a request line; nothing for `-` and for the noise that port scanners send.
 * @param {string} line
 * @returns {Target | undefined}
 */
export function parseRequest(line) {
  const parts = REQUEST.exec(line);
  if (!parts) return undefined;
  const [, method = '', target = '', protocol = 'HTTP/0.9'] = parts;
  return TARGET.test(target) || method === 'CONNECT' ? { method, target, protocol } : undefined;
}

/**
 * How long the request took, from the fields that a server may write after the user agent: with a point it is seconds (nginx
 * `$request_time`), without one microseconds (Apache `%D`). A pair of whole numbers is bytes in and out (Apache `combinedio`);
 * other fields, such as nginx's forwarded address, are passed over.
 * @param {string} rest
 */
function parseDuration(rest) {
  const fields = rest.replace(BYTES_IN_AND_OUT, '').split(' ', 8);
  for (const field of fields) {
    const parts = DURATION.exec(field);
    if (parts) return parts[2] ? Number(parts[1] + parts[2]) * 1_000 : Number(parts[1]) / 1_000;
  }
  return undefined;
}

/**
 * Text out of the bytes of a line: UTF-8, or Latin-1 where it is not, so that no byte is lost.
 * Control characters become `\xNN`: stores refuse NUL, and terminals obey the others.
 * @param {Uint8Array} bytes
 */
export function readable(bytes) {
  return decode(bytes).replace(CONTROL, hex);
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\x00-\x1f\x7f]/g;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const ESCAPE = /((?:\\x[0-9a-fA-F]{2})+)|\\(["\\])/g;

/** @param {string} character */
const hex = (character) => String.raw`\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** @param {Uint8Array} bytes */
function decode(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/**
 * Undoes the server's escapes (`\"`, `\\`, `\xNN`); control characters stay escaped.
 * @param {string} field
 */
export function unescapeField(field) {
  if (!field.includes('\\')) return field;
  return field.replace(ESCAPE, (_all, /** @type {string | undefined} */ run, /** @type {string} */ plain) =>
    run ? readable(Buffer.from(run.replaceAll('\\x', ''), 'hex')) : plain,
  );
}

/** @param {string} field */
const textOf = (field) => (field === '-' || field === '' ? undefined : unescapeField(field));

/**
 * @template {string} Name
 * @template Value
 * @param {Name} name
 * @param {Value | undefined} value
 * @returns {{ [name in Name]?: Value }}
 */
const given = (name, value) => (/** @type {{ [name in Name]?: Value }} */ (value === undefined ? {} : { [name]: value }));
