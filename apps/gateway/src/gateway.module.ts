import { verification } from '@bilten/contracts/identity/verification.contract.js';
import { exports } from '@bilten/contracts/analytics/exports.contract.js';
import { provideConfig } from '@bilten/platform/config/env.js';
import { provideClient } from '@bilten/platform/contracts/client.js';
import { Module } from '@nestjs/common';
import { Callers } from './callers/callers.js';
import { Keys } from './callers/keys.js';
import { Tokens } from './callers/tokens.js';
import { DocsController } from './docs/docs.controller.js';
import { ExportController } from './exports/export.controller.js';
import { GatewayConfig } from './gateway.config.js';
import { HealthController } from './health/health.controller.js';
import { Mount } from './http/mount.js';

@Module({
  controllers: [HealthController, DocsController, ExportController],
  providers: [provideConfig(GatewayConfig), provideClient(verification), provideClient(exports), Callers, Keys, Tokens, Mount],
})
export class GatewayModule {}
