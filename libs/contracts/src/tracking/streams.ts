import type { Stream } from '../kit/fact.js';

const GB = 1024 ** 3;

/** Events that were acknowledged to a client and wait for the journal. */
export const INTAKE: Stream = {
  name: 'INTAKE',
  subjects: ['intake.>'],
  keeps: 'work',
  maxAgeHours: 0,
  maxBytes: 8 * GB,
  duplicateWindowSeconds: 120,
};
/** The subject says how many events the message holds, so the stream's own statistics tell how many are in flight. */
export const intakeSubject = (events: number) => `intake.batch.${events}`;
/** One, where the subject does not say. */
export const eventsOfSubject = (subject: string) => Number(/\.(\d{1,9})$/.exec(subject)?.[1] ?? 1);

/** Committed events, in the order of the journal, for any number of readers. */
export const EVENTS: Stream = {
  name: 'EVENTS',
  subjects: ['events.>'],
  keeps: 'log',
  maxAgeHours: 24 * 7,
  maxBytes: 8 * GB,
  duplicateWindowSeconds: 600,
};
export const EVENTS_JOURNALED = 'events.journaled';
export const EVENTS_ERASED = 'events.erased';

/** What happened in the services' own domains. */
export const FACTS: Stream = {
  name: 'FACTS',
  subjects: ['fact.>'],
  keeps: 'log',
  maxAgeHours: 24 * 7,
  maxBytes: 2 * GB,
  duplicateWindowSeconds: 600,
};

/** Messages that could not be handled, with the error in a header. */
export const DEAD: Stream = {
  name: 'DEAD',
  subjects: ['dead.>'],
  keeps: 'log',
  maxAgeHours: 24 * 90,
  maxBytes: GB,
  duplicateWindowSeconds: 120,
};

export const STREAMS = [INTAKE, EVENTS, FACTS, DEAD] as const;
