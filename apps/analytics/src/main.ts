import { runService } from '@bilten/platform/run-service.js';
import { AppModule } from './app.module.js';

await runService('analytics', AppModule);
