import type { JourneyActivity, JourneyInteraction } from '@bilten/contracts/analytics/reports.contract.js';
import { INTERACTION_PREFIX } from '../event-kinds.js';
import type { TimelineEvent } from './journey-timeline.query.js';

export const activityOf = ({ id, name, session_id, page_url, data, created_at }: TimelineEvent): JourneyActivity => ({
  id,
  event_type: name,
  ...(session_id && { session_id }),
  ...(page_url && { page_url }),
  ...(data && { event_data: JSON.parse(data) as Record<string, unknown> }),
  created_at,
});

export const interactionOf = ({ id, name, event_id, session_id, data, created_at }: TimelineEvent): JourneyInteraction => ({
  id,
  event_id,
  interaction_type: name.startsWith(INTERACTION_PREFIX) ? name.slice(INTERACTION_PREFIX.length) : name,
  ...(session_id && { session_id }),
  ...(data && { interaction_data: JSON.parse(data) as Record<string, unknown> }),
  created_at,
});

/** An achievement on the timeline. Its value stands beside its data, under the name that the column has. */
export function milestoneOf(event: TimelineEvent): JourneyActivity {
  const activity = activityOf(event);
  return { ...activity, event_data: { ...activity.event_data, conversion_value: event.value } };
}
