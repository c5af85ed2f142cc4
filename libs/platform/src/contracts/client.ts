import type { Api, Contract, Service } from '@bilten/contracts/kit/contract.js';
import { ownerOf } from '@bilten/contracts/kit/contract.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { errors, headers, type NatsConnection } from '@nats-io/transport-node';
import { Inject, type Provider } from '@nestjs/common';
import { currentContext, traceparentOf } from '../context/context.js';
import type { Seal } from '../context/seal.js';
import { SharedRuns } from './shared-runs.js';
import { type CallContext, CALLS_HEADER, type Reply } from './wire.js';

const DEADLINE_MS = 2_000;
/** A bundle stays below the megabyte that a plain nats-server takes; a larger request travels alone. */
const BUNDLED_CALLS = 64;
const BUNDLED_BYTES = 4_000;
/** What the header of a message may take beside its payload. */
const HEADER_ROOM = 16_384;

interface Call {
  readonly context: CallContext;
  /** The request as JSON. */
  readonly payload: string;
}

/** Calls contracts over NATS: one caller per process, whoever the request is for. */
export class ContractCaller {
  private readonly bundles = new Map<string, SharedRuns<Call, Reply>>();

  constructor(
    private readonly nats: NatsConnection,
    private readonly seal: Seal,
    private readonly service: string,
  ) {}

  /** Asks the owner of the contract and waits for its answer, at most for the contract's deadline. */
  async call(contract: Contract, request: object): Promise<unknown> {
    const call = { context: this.contextFor(contract), payload: JSON.stringify(request) };
    this.refuseTooLarge(call.payload);
    const [reply] = await this.deliver(contract, call).catch((cause: unknown) => {
      throw unanswered(contract, cause);
    });
    const { data, fault } = reply!;
    if (fault) throw new Fault(fault.kind, fault.code, fault.message, fault.details);
    return data;
  }

  private deliver(contract: Contract, call: Call): Promise<Reply[]> {
    return contract.bundled && Buffer.byteLength(call.payload) <= BUNDLED_BYTES
      ? this.bundlesOf(contract).ask([call])
      : this.send(contract, [call]);
  }

  private bundlesOf(contract: Contract) {
    const known = this.bundles.get(contract.subject);
    if (known) return known;
    const bundles = new SharedRuns((calls: readonly Call[]) => this.send(contract, calls), {
      maxInputs: BUNDLED_CALLS,
      concurrency: 4,
      maxWaiting: 10_000,
    });
    this.bundles.set(contract.subject, bundles);
    return bundles;
  }

  private async send(contract: Contract, calls: readonly Call[]): Promise<Reply[]> {
    const hdrs = headers();
    hdrs.set(
      CALLS_HEADER,
      this.seal.close(
        calls.map(({ context }) => context),
        ownerOf(contract),
      ),
    );
    const payload = `[${calls.map((call) => call.payload).join(',')}]`;
    const message = await this.nats.request(contract.subject, payload, { timeout: contract.deadlineMs ?? DEADLINE_MS, headers: hdrs });
    return message.json<Reply[]>();
  }

  private contextFor(contract: Contract): CallContext {
    const context = currentContext();
    const caller = contract.access.who === 'service' ? ({ kind: 'service', id: this.service } as const) : context.caller;
    return { caller, client: context.client, traceparent: traceparentOf(context) };
  }

  private refuseTooLarge(payload: string) {
    const limit = (this.nats.info?.max_payload ?? 1_048_576) - HEADER_ROOM;
    if (payload.length > limit / 4 && Buffer.byteLength(payload) > limit)
      throw commonFault('tooLarge', `A request may take at most ${limit} bytes on its way to the service`);
  }
}

function unanswered(contract: Contract, cause: unknown): Fault {
  const owner = ownerOf(contract);
  if (cause instanceof errors.TimeoutError) return commonFault('unavailable', `${owner} did not answer in time`);
  if (cause instanceof errors.NoRespondersError || (cause instanceof errors.RequestError && cause.isNoResponders()))
    return commonFault('unavailable', `${owner} is not running`);
  return commonFault('unavailable', `${owner} cannot be reached`);
}

/** The typed client of a service, made from its contract; there is no client code to write. */
export const clientOf = <S extends Service>(service: S, caller: ContractCaller): Api<S> =>
  Object.fromEntries(
    Object.entries(service).map(([name, contract]) => [name, (request: object) => caller.call(contract, request)]),
  ) as unknown as Api<S>;

/** Makes the typed client injectable with `@InjectClient(service)`. */
export const provideClient = (service: Service): Provider => ({
  provide: service as never,
  useFactory: (caller: ContractCaller) => clientOf(service, caller),
  inject: [ContractCaller],
});
export const InjectClient = (service: Service) => Inject(service as never);
