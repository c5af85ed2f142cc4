import type { FaultOf, Procedure } from './contract.js';

/** Every way a request can fail. A transport maps kinds to its own words; people and tests read codes. */
export type FaultKind =
  | 'malformed'
  | 'unauthenticated'
  | 'denied'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'tooLarge'
  | 'unsupported'
  | 'invalid'
  | 'limited'
  | 'unavailable'
  | 'internal';

/** What crosses the wire when a request fails as planned. */
export interface FaultBody {
  readonly kind: FaultKind;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

/** A failure somebody planned for. Everything else is a bug and says nothing of itself to the caller. */
export class Fault extends Error implements FaultBody {
  override readonly name = 'Fault';

  constructor(
    readonly kind: FaultKind,
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }

  toJSON(): FaultBody {
    const { kind, code, message, details } = this;
    return details === undefined ? { kind, code, message } : { kind, code, message, details };
  }
}

/** A fault that the contract declares; any other code does not compile. */
export const fault = <P extends Procedure>(contract: P, code: FaultOf<P>, message: string, details?: unknown) =>
  new Fault(contract.faults![code]!, code, message, details);

/** The faults that any operation may answer with; contracts do not repeat them. */
export const COMMON_FAULTS = {
  malformed: 'malformed',
  unauthenticated: 'unauthenticated',
  denied: 'denied',
  invalid: 'invalid',
  tooLarge: 'tooLarge',
  unsupportedMediaType: 'unsupported',
  unknownRoute: 'missing',
  unavailable: 'unavailable',
  internal: 'internal',
} as const satisfies Record<string, FaultKind>;
export type CommonFault = keyof typeof COMMON_FAULTS;

/** A fault that belongs to no single operation. */
export const commonFault = (code: CommonFault, message: string, details?: unknown) =>
  new Fault(COMMON_FAULTS[code], code, message, details);
