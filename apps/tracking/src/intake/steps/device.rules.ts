import type { EventContext } from '@bilten/contracts/tracking/event-row.js';
import Bowser from 'bowser';
import { isbot } from 'isbot';

/** Programs that send events by themselves: what they are says nothing of the visitor, not even that it is a bot. */
const HTTP_LIBRARY =
  /^(curl|wget|node|undici|axios|got|bun|deno|python|aiohttp|httpx|go-http-client|okhttp|java|apache-httpclient|dart|ruby|faraday|php|guzzlehttp|postmanruntime|insomnia|httpie|k6|vegeta|wrk|autocannon)\b/i;

const MAX_REMEMBERED = 5_000;
const remembered = new Map<string, Device>();
type Device = Pick<EventContext, 'browser' | 'os' | 'device' | 'bot'>;

/** Browser, system and kind of device, in a word each. The user agent itself is not kept. */
export function deviceOf(userAgent: string): Device {
  const known = remembered.get(userAgent);
  if (known) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const device = read(userAgent);
  remembered.set(userAgent, device);
  return device;
}

/** Whether a request comes from a program's HTTP library and not from a browser or a crawler. */
export const isHttpLibrary = (userAgent: string) => HTTP_LIBRARY.test(userAgent);

function read(userAgent: string): Device {
  if (isbot(userAgent)) return { device: 'bot', bot: true };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    ...(browser.name && { browser: withMajor(browser.name, browser.version) }),
    ...(os.name && { os: os.name }),
    ...(platform.type && { device: platform.type }),
  };
}

const withMajor = (name: string, version: string | undefined) => (version ? `${name} ${version.split('.')[0]}` : name);
