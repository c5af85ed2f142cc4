/**
 * A message of the EVENTS stream that tells of committed events is lines of JSON: this head, then an event (`JournaledEvent`) on
 * each line, in the order of arrival. A reader that keeps all of them passes the lines on as they are.
 */
export interface EventLinesHead {
  /** The deduplication token of these events: the same for every repetition of the message. */
  readonly id: string;
  /** Arrival of the first and of the last event. */
  readonly first: number;
  readonly last: number;
}

export const joinEventLines = (head: EventLinesHead, lines: readonly string[]) => `${JSON.stringify(head)}\n${lines.join('\n')}`;

export function splitEventLines(message: string): { head: EventLinesHead; lines: string } {
  const end = message.indexOf('\n');
  return { head: JSON.parse(message.slice(0, end)) as EventLinesHead, lines: message.slice(end + 1) };
}

/** The events of lines. */
export const eventsOfLines = <T>(lines: string): T[] => lines.split('\n').map((line) => JSON.parse(line) as T);
