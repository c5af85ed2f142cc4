import type { EventContext } from '@bilten/contracts/tracking/event-row.js';
import Bowser from 'bowser';
import { isbot } from 'isbot';

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
