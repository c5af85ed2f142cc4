import { allContracts } from '@bilten/contracts/catalog.js';
import type { Contract, Page } from '@bilten/contracts/kit/contract.js';
import { ContractCaller } from '@bilten/platform/contracts/client.js';
import { runIn } from '@bilten/platform/context/context.js';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Callers } from '../callers/callers.js';
import { PREFIXES } from './prefixes.js';
import { sendProblem } from './problem.js';
import { requestOf } from './request-of.js';

/** The whole of the plain HTTP surface: every contract with an HTTP binding, as it is defined. */
@Injectable()
export class Mount {
  constructor(
    private readonly callers: Callers,
    private readonly contracts: ContractCaller,
  ) {}

  mountOn(fastify: FastifyInstance) {
    for (const contract of allContracts()) {
      if (!contract.http || contract.streamed) continue;
      const { method, path } = contract.http;
      for (const prefix of PREFIXES)
        fastify.route({ method, url: prefix + path, handler: (request, reply) => this.answer(contract, request, reply) });
    }
  }

  private async answer(contract: Contract, request: FastifyRequest, reply: FastifyReply) {
    const context = this.callers.contextOf(request);
    return runIn(context, async () => {
      try {
        const caller = await this.callers.identify(request, contract.access);
        const data = await runIn({ ...context, caller }, () => this.contracts.call(contract, requestOf(contract, request)));
        return reply.status(contract.http!.status).send(successOf(contract, data));
      } catch (error) {
        return sendProblem(error, request, reply);
      }
    });
  }
}

/** `{ success, message?, data, page? }` */
export function successOf({ http, response }: Contract, data: unknown) {
  const said = { success: true, ...(http?.message && { message: http.message }) };
  if (response && 'page' in response) {
    const { items, next } = data as Page<unknown>;
    return { ...said, data: items, page: { next } };
  }
  return data === undefined ? said : { ...said, data };
}
