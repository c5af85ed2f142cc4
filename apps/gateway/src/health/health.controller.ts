import { CATALOG } from '@bilten/contracts/catalog.js';
import { healthOf, type ServiceHealth } from '@bilten/contracts/kit/health.js';
import { clientOf, ContractCaller } from '@bilten/platform/contracts/client.js';
import { Health } from '@bilten/platform/health/health.js';
import { registry } from '@bilten/platform/telemetry/metrics.js';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Whether the house stands: the gateway itself, and each service by its own word. */
@Controller()
export class HealthController {
  constructor(
    private readonly own: Health,
    private readonly contracts: ContractCaller,
  ) {}

  @Get('health/live')
  live() {
    return { alive: true };
  }

  @Get('health/ready')
  async ready(@Res() reply: FastifyReply) {
    const services = await Promise.all([this.own.report(), ...Object.keys(CATALOG).map((service) => this.ask(service))]);
    const ready = services.every((service) => service.ready);
    return reply.status(ready ? 200 : 503).send({ ready, services });
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply) {
    return reply.type(registry.contentType).send(await registry.metrics());
  }

  private ask(service: string): Promise<ServiceHealth> {
    const absent = (error: unknown): ServiceHealth => ({
      service,
      ready: false,
      dependencies: [{ name: service, ready: false, detail: String((error as Error).message) }],
    });
    return clientOf(healthOf(service), this.contracts).ready({}).catch(absent);
  }
}
