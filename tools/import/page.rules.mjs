// @ts-check

/** What a page loads, what is downloaded and what machines read: everything that is fetched without a person turning to a page. */
const ASSETS = new Set(
  [
    'css js mjs cjs map wasm swf json jsonp webmanifest xsl xslt', // parts of a page
    'png jpg jpeg jpe jfif gif webp avif svg svgz ico cur bmp tif tiff apng heic heif', // images
    'woff woff2 ttf otf eot', // fonts
    'mp3 mp4 m4a m4v m4s ogg oga ogv webm wav flac aac opus mov avi mkv mpg mpeg flv ts m3u8 mpd vtt srt', // sound and film
    'zip gz tgz bz2 tbz xz txz 7z rar zst tar jar war deb rpm apk dmg iso msi exe bin pkg gem whl crx torrent', // downloads
    'pdf ps doc docx xls xlsx ppt pptx odt ods odp csv tsv epub mobi', // documents
    'xml rss atom rdf txt', // feeds, site maps, robots.txt
  ].flatMap((line) => line.split(' ')),
);
const EXTENSION = /\.([a-z0-9]+)$/i;

/**
 * The path of a request target: without query, fragment and, of an absolute one, without scheme and host.
 * @param {string} target
 */
export const pathOf = (target) => target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';

/**
 * Whether a request is a person's (or a robot's) turning to a page: a GET that was answered with the page, with "not modified" or with the
 * way to it, and whose path is neither an asset nor hidden. An unknown ending (`/user/john.doe`, `/v1.2`) is a page.
 * @param {{ method: string, target: string }} request
 * @param {number} status
 */
export function isPage({ method, target }, status) {
  if (method !== 'GET' || status < 200 || status > 399) return false;
  const path = pathOf(target);
  if (!path.startsWith('/') || path.includes('/.')) return false;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/;.*$/s, '');
  const [, ending = ''] = EXTENSION.exec(name) ?? [];
  return !ASSETS.has(ending.toLowerCase());
}
