import { services } from './access.js';
import { defineService } from './contract.js';
import { Flag, Many, Meaning, Optional, Text, Whole } from './fields.js';

export class AskHealth {}
export class DependencyHealth {
  @Text() name: string;
  @Flag() ready: boolean;
  @Optional() @Text({ max: 1_000 }) detail?: string;
  @Optional() @Whole() @Meaning('Messages that wait, where it is a consumer.') lag?: number;
}
export class ServiceHealth {
  @Text() service: string;
  @Flag() ready: boolean;
  @Many(() => DependencyHealth) dependencies: DependencyHealth[];
}

/** Each service says by itself whether it is ready, and what it waits for. */
export const healthOf = <S extends string>(service: S) =>
  defineService(`${service}.health`, {
    ready: { summary: `Whether ${service} is ready`, access: services, request: AskHealth, response: ServiceHealth },
  });
