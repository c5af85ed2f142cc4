interface Waiting<In, Out> {
  readonly inputs: readonly In[];
  readonly resolve: (outputs: Out[]) => void;
  readonly reject: (cause: unknown) => void;
}

export interface SharedRunsOptions {
  /** Inputs of one run, at most (but for a single larger request). */
  readonly maxInputs: number;
  /** Runs under way at once. */
  readonly concurrency: number;
  /** Inputs that may wait; one more is refused. */
  readonly maxWaiting: number;
}

/** More came than can be taken. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** Concurrent requests share runs: what arrives while all runs are under way goes together with the next. Nobody waits for a timer. */
export class SharedRuns<In, Out> {
  private readonly queue: Waiting<In, Out>[] = [];
  private waiting = 0;
  private running = 0;

  constructor(
    private readonly run: (inputs: readonly In[]) => Promise<Out[]>,
    private readonly options: SharedRunsOptions,
  ) {}

  /** One output per input, in order. */
  ask(inputs: readonly In[]): Promise<Out[]> {
    if (this.waiting + inputs.length > this.options.maxWaiting) return Promise.reject(new Overloaded('Too many wait already'));
    this.waiting += inputs.length;
    return new Promise((resolve, reject) => {
      this.queue.push({ inputs, resolve, reject });
      // Requests of the same turn of the event loop still join.
      setImmediate(() => this.next());
    });
  }

  private next() {
    while (this.running < this.options.concurrency && this.queue.length > 0) {
      this.running++;
      void this.execute(this.take()).finally(() => {
        this.running--;
        this.next();
      });
    }
  }

  private take(): Waiting<In, Out>[] {
    let inputs = 0;
    let count = 0;
    while (count < this.queue.length && (count === 0 || inputs + this.queue[count]!.inputs.length <= this.options.maxInputs))
      inputs += this.queue[count++]!.inputs.length;
    this.waiting -= inputs;
    return this.queue.splice(0, count);
  }

  private async execute(group: readonly Waiting<In, Out>[]) {
    try {
      const outputs = await this.run(group.flatMap(({ inputs }) => inputs));
      let at = 0;
      for (const { inputs, resolve } of group) resolve(outputs.slice(at, (at += inputs.length)));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
