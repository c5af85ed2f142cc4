import type { EventContext } from '@bilten/contracts/tracking/event-row.js';
import { storableText } from '../storable-text.js';

export type Landing = Pick<EventContext, 'utm_source' | 'utm_medium' | 'utm_campaign' | 'utm_term' | 'utm_content' | 'click_id'>;
const UTM = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;
const CLICK_IDS = ['gclid', 'gbraid', 'wbraid', 'msclkid', 'fbclid', 'ttclid', 'twclid', 'li_fat_id'];
const SEARCH = /(^|\.)(google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|qwant|startpage|brave)\./;
const SOCIAL =
  /(^|\.)(facebook|instagram|twitter|x|t|linkedin|lnkd|reddit|pinterest|tiktok|youtube|threads|bsky|mastodon|news\.ycombinator)\.(com|co|in|app|social)$/;
const PAID_MEDIUM = /^(cpc|ppc|paid.*|display|banner|cpm|retargeting)$/;

/** Campaign parameters of a page's address. */
export function landingOf(pageUrl: string | undefined): Landing {
  if (!pageUrl?.includes('?')) return {};
  const query = new URLSearchParams(pageUrl.slice(pageUrl.indexOf('?') + 1).split('#')[0]);
  const utm = UTM.map((name) => [name, shortened(query.get(name) ?? '')] as const).filter(([, value]) => value);
  const clickId = CLICK_IDS.find((name) => query.get(name));
  return { ...Object.fromEntries(utm), ...(clickId && { click_id: `${clickId}:${shortened(query.get(clickId)!)}` }) };
}

const shortened = (parameter: string) => storableText(parameter.slice(0, 200));

/** Where the visitor came from, without `www.`; nothing for a step within the same site. */
export function referrerDomainOf(referrer: string | undefined, pageUrl: string | undefined): string | undefined {
  const from = hostOf(referrer);
  return from && from !== hostOf(pageUrl) ? from : undefined;
}

/** The channel group, by the paid signs first, then by what the campaign says, then by the referrer. */
export function channelOf({ utm_medium, utm_source, click_id }: Landing, referrerDomain: string | undefined): string {
  const medium = utm_medium?.toLowerCase() ?? '';
  const domain = `${referrerDomain ?? ''}`;
  if (PAID_MEDIUM.test(medium) || (click_id && !click_id.startsWith('fbclid'))) return 'paid';
  if (medium === 'email' || utm_source?.toLowerCase() === 'newsletter') return 'email';
  if (medium === 'social' || SOCIAL.test(domain)) return 'social';
  if (medium === 'organic' || SEARCH.test(domain)) return 'organic-search';
  if (utm_source || medium) return 'campaign';
  return domain ? 'referral' : 'direct';
}

function hostOf(url: string | undefined): string | undefined {
  if (!url) return undefined;
  const host = /^(?:[a-z][a-z\d+.-]*:)?\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(url)?.[1] ?? /^[\w-]+(?:\.[\w-]+)+/.exec(url)?.[0];
  return host?.toLowerCase().replace(/^www\./, '');
}
