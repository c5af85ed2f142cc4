import type { EventContext } from '@bilten/contracts/tracking/event-row.js';
import type { Delivery, EnrichedDraft, TimedDraft } from '../arrival.js';
import { channelOf, landingOf, referrerDomainOf } from './origin.rules.js';
import { deviceOf, isHttpLibrary } from './device.rules.js';
import { isTrustedServer } from './identify.js';

/** Adds what the device and the address of the page tell. Nothing that identifies a person. */
export function enrich(draft: TimedDraft): EnrichedDraft {
  const { delivery, envelope, row } = draft;
  const speaksForDevice = isTrustedServer(delivery.caller);
  const userAgent = speaksForDevice ? envelope.userAgent : ownUserAgent(delivery);
  const landing = landingOf(row.page_url);
  const referrerDomain = referrerDomainOf(row.referrer, row.page_url);
  const language = speaksForDevice ? undefined : delivery.client.language?.split(/[,;]/)[0]?.trim();
  const context: EventContext = {
    ...(userAgent && deviceOf(userAgent)),
    ...(language && { language }),
    ...landing,
    ...(referrerDomain && { referrer_domain: referrerDomain }),
    ...(row.page_url && { channel: channelOf(landing, referrerDomain) }),
  };
  return { ...draft, context };
}

const ownUserAgent = ({ client: { userAgent } }: Delivery) => (userAgent && isHttpLibrary(userAgent) ? undefined : userAgent);
