import type { Params } from '../event-store/event-store.js';
import type { Range } from './reports.rules.js';

/** What a report may be narrowed to. */
export interface EventFilters {
  readonly eventTypes?: readonly string[] | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly campaignId?: string | undefined;
}
/** A condition on the table `events`, and the values that it speaks of. */
export interface Seen {
  readonly where: string;
  readonly params: Params;
}

const CONDITIONS: Readonly<Record<keyof EventFilters, string>> = {
  eventTypes: 'name in {eventTypes:Array(String)}',
  userId: 'user_id = {userId:String}',
  sessionId: 'session_id = {sessionId:String}',
  eventId: 'event_id = {eventId:String}',
  campaignId: 'campaign_id = {campaignId:String}',
};
const IN_RANGE = `occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/** The events that a report sees: those of the range that pass the filters, without those of bots. */
export function seenEvents(range: Range, filters: EventFilters = {}): Seen {
  const { condition, params } = passing(filters);
  return { where: `not bot and ${IN_RANGE} and ${condition}`, params: { ...params, from: range.from, to: range.to } };
}

/** The filters alone. */
export function passing(filters: EventFilters): { condition: string; params: Params } {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value.length > 0);
  const conditions = given.map(([name]) => CONDITIONS[name as keyof EventFilters]);
  return { condition: conditions.length > 0 ? conditions.join(' and ') : 'true', params: Object.fromEntries(given) as Params };
}
