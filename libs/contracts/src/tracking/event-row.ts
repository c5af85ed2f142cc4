/** The kinds of event, each with its own table in the journal. */
export const EVENT_KINDS = ['activity', 'event-interaction', 'conversion', 'performance', 'heatmap', 'lab'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What was learnt about an event on its way in. Nothing here identifies a person. */
export interface EventContext {
  readonly browser?: string;
  readonly os?: string;
  /** `desktop`, `mobile`, `tablet`, `bot` or what else the user agent tells. */
  readonly device?: string;
  readonly language?: string;
  readonly country?: string;
  readonly referrer_domain?: string;
  /** Channel group: `direct`, `organic-search`, `paid`, `social`, `email`, `referral`, `campaign`. */
  readonly channel?: string;
  readonly utm_source?: string;
  readonly utm_medium?: string;
  readonly utm_campaign?: string;
  readonly utm_term?: string;
  readonly utm_content?: string;
  /** The advertising click id of the page URL, as `gclid:...`. */
  readonly click_id?: string;
  readonly bot?: true;
  /** Keyed hash of the address; the key is destroyed, so it cannot be turned back. */
  readonly ip_hash?: string;
}

/**
 * One accepted event, as it travels from intake to the journal and on to the event store. One flat shape for all kinds;
 * names are those of the columns. Times are RFC 3339 UTC with milliseconds.
 */
export interface EventRow {
  /** UUIDv7: the time is that of receipt, the rest is a hash of the message id. */
  readonly id: string;
  readonly kind: EventKind;
  /** The one name of the event, which funnels, trends and filters call `eventType`. */
  readonly name: string;
  /** Minted once by the client and kept through retries: what makes a repeated event a duplicate. */
  readonly message_id: string;
  /** When it happened, corrected for the client's clock. */
  readonly occurred_at: string;
  readonly received_at: string;
  /** The client's own `timestamp` and `sentAt`, as given. */
  readonly client_time?: string;
  readonly sent_at?: string;
  readonly user_id?: string;
  readonly visitor_id?: string;
  readonly session_id?: string;
  readonly page_url?: string;
  readonly referrer?: string;
  /** The platform's event (a concert, a meetup) that an interaction is with. */
  readonly event_id?: string;
  /** Money of a conversion, exact, as decimal text. */
  readonly value?: string;
  readonly campaign_id?: string;
  readonly endpoint?: string;
  /** Milliseconds. */
  readonly response_time?: number;
  readonly status_code?: number;
  readonly error_message?: string;
  readonly element_selector?: string;
  readonly x_position?: number;
  readonly y_position?: number;
  readonly click_count?: number;
  readonly hover_count?: number;
  /** Percent of the page. */
  readonly scroll_depth?: number;
  readonly experiment_id?: string;
  readonly experiment_type?: string;
  readonly experiment_status?: string;
  /** Milliseconds. */
  readonly processing_time?: number;
  readonly tokens_used?: number;
  /** The client's own data: `eventData`, `interactionData` or `conversionData`; input and output of a lab experiment. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly context: EventContext;
}

/** An event that the journal holds; `arrival` orders events of the same instant, and never changes. */
export type JournaledEvent = EventRow & { readonly arrival: number };

/** Why an event was refused. A closed list. */
export const REJECT_REASONS = ['invalid', 'too-large', 'too-deep', 'unknown-kind', 'out-of-range', 'erased'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** A refused event: kept with its reason, so that it can be read, mended and sent again. */
export interface RejectedEvent {
  /** UUIDv7. */
  readonly id: string;
  readonly message_id: string;
  readonly received_at: string;
  readonly reason: RejectReason;
  /** What was wrong, in words. */
  readonly detail: string;
  /** The event as it came, cut to 32 KB of JSON. */
  readonly payload: string;
  /** Whose it is, by the token or by its own word: so that it can be forgotten with the user. */
  readonly user_id?: string;
}

/** One message of the INTAKE stream: what concurrent requests brought, judged and enriched. */
export interface IntakeBatch {
  readonly id: string;
  readonly events: readonly EventRow[];
  readonly rejected: readonly RejectedEvent[];
}

/** One message of the EVENTS stream: forget this user in everything that arrived before the bound. */
export interface ErasedUser {
  readonly id: string;
  readonly userId: string;
  readonly before: number;
}
