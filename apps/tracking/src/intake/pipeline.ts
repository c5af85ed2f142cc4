import type { RejectReason } from '@bilten/contracts/tracking/event-row.js';
import { stepFailed, stepSeconds } from './intake.events.js';
import { storableText } from './storable-text.js';

/** Why an event goes no further. */
export class Rejection {
  constructor(
    readonly reason: RejectReason,
    readonly detail: string,
  ) {}
}
export const reject = (reason: RejectReason, detail: string) => new Rejection(reason, storableText(detail));

export type Step<In, Out> = (value: In) => Out | Rejection;
interface NamedStep {
  readonly name: string;
  readonly run: Step<unknown, unknown>;
}

/** A list of named steps. Each takes what the one before gave, and keeps or rejects; a wrong order does not compile. */
export class Pipeline<In, Out> {
  private constructor(private readonly steps: readonly NamedStep[]) {}

  static of<T>() {
    return new Pipeline<T, T>([]);
  }

  step<Next>(name: string, run: Step<Out, Next>): Pipeline<In, Next> {
    return new Pipeline<In, Next>([...this.steps, { name, run: run as Step<unknown, unknown> }]);
  }

  get names() {
    return this.steps.map(({ name }) => name);
  }

  /** Runs all values through a step before the next step begins, so that each step is timed once for all of them. */
  run(values: readonly In[]): (Out | Rejection)[] {
    let current: unknown[] = [...values];
    for (const { name, run } of this.steps) {
      const stop = stepSeconds.startTimer({ step: name });
      current = current.map((value) => (value instanceof Rejection ? value : attempt(name, run, value)));
      stop();
    }
    return current as (Out | Rejection)[];
  }
}

/** Events share a run, so what goes wrong with one must be no other's trouble. */
function attempt(name: string, run: Step<unknown, unknown>, value: unknown): unknown {
  try {
    return run(value);
  } catch (error) {
    stepFailed(name, error);
    return reject('invalid', 'The event cannot be judged');
  }
}
