import { EVENT_KINDS, type EventKind } from '@bilten/contracts/tracking/event-row.js';

/** What somebody did. */
export const ACTIVITY: readonly EventKind[] = ['activity', 'lab'];
/** What somebody did with an event of the platform. */
export const INTERACTIONS: readonly EventKind[] = ['event-interaction'];
/** What was measured while somebody did something; nothing that anybody did. */
export const MEASUREMENTS: readonly EventKind[] = ['performance', 'heatmap'];
/** What was achieved: conversions, and whatever kind is none of the others. */
export const MILESTONES: readonly EventKind[] = EVENT_KINDS.filter(
  (kind) => ![...ACTIVITY, ...INTERACTIONS, ...MEASUREMENTS].includes(kind),
);

/** The name that a page view has. */
export const PAGE_VIEW = 'page_view';
/** What comes before the type of an interaction in the name of its event. */
export const INTERACTION_PREFIX = 'event_';
