import type { Api, Contract, Service } from '@bilten/contracts/kit/contract.js';
import { ownerOf } from '@bilten/contracts/kit/contract.js';
import { commonFault, Fault, type FaultBody } from '@bilten/contracts/kit/fault.js';
import { errors, headers, type NatsConnection } from '@nats-io/transport-node';
import { Inject, type Provider } from '@nestjs/common';
import { currentContext, traceparentOf } from '../context/context.js';
import type { Seal } from '../context/seal.js';
import { CALLER_HEADER, type Reply, TRACE_HEADER } from './wire.js';

const DEADLINE_MS = 2_000;

/** Calls contracts over NATS: one caller per process, whoever the request is for. */
export class ContractCaller {
  constructor(
    private readonly nats: NatsConnection,
    private readonly seal: Seal,
    private readonly service: string,
  ) {}

  /** Asks the owner of the contract and waits for its answer, at most for the contract's deadline. */
  async call(contract: Contract, request: object): Promise<unknown> {
    const payload = JSON.stringify(request);
    this.refuseTooLarge(payload);
    try {
      const reply = await this.nats.request(contract.subject, payload, { timeout: contract.deadlineMs ?? DEADLINE_MS, headers: this.headersFor(contract) });
      const { data, fault } = reply.json<Reply>();
      if (fault) throw rebuilt(fault);
      return data;
    } catch (cause) {
      throw cause instanceof Fault ? cause : unanswered(contract, cause);
    }
  }

  private headersFor(contract: Contract) {
    const context = currentContext();
    const caller = contract.access.who === 'service' ? ({ kind: 'service', id: this.service } as const) : context.caller;
    const hdrs = headers();
    hdrs.set(TRACE_HEADER, traceparentOf(context));
    hdrs.set(CALLER_HEADER, this.seal.close({ caller, client: context.client }, ownerOf(contract)));
    return hdrs;
  }

  private refuseTooLarge(payload: string) {
    const limit = (this.nats.info?.max_payload ?? 1_048_576) - 8_192;
    if (payload.length > limit / 4 && Buffer.byteLength(payload) > limit) throw commonFault('tooLarge', `A request may take at most ${limit} bytes on its way to the service`);
  }
}

const rebuilt = ({ kind, code, message, details }: FaultBody) => new Fault(kind, code, message, details);

function unanswered(contract: Contract, cause: unknown): Fault {
  const owner = ownerOf(contract);
  if (cause instanceof errors.TimeoutError) return commonFault('unavailable', `${owner} did not answer in time`);
  if (cause instanceof errors.NoRespondersError || (cause instanceof errors.RequestError && cause.isNoResponders())) return commonFault('unavailable', `${owner} is not running`);
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
