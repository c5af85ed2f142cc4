import { Flag, Meaning, Text, Texts, Whole } from '@bilten/contracts/kit/fields.js';
import { Env } from '@bilten/platform/config/env.js';

export class GatewayConfig {
  @Env('PORT')
  @Whole({ max: 65_535 })
  @Meaning('The HTTP port.')
  port = 3_000;

  @Env('BODY_LIMIT_BYTES')
  @Whole({ min: 1_024, max: 16 * 1024 * 1024 })
  @Meaning('The largest request body.')
  bodyLimitBytes = 1024 * 1024;

  @Env('CORS_ORIGINS')
  @Texts()
  @Meaning('Origins that may call from a browser, comma separated; `*` for all. Events are taken from anywhere.')
  corsOrigins: string[] = [];

  @Env('TRUST_PROXY')
  @Flag()
  @Meaning('Believe X-Forwarded-For. Only behind a proxy that sets it.')
  trustProxy = false;

  @Env('BILTEN_ISSUER')
  @Text()
  @Meaning('Who signs the tokens (`iss`); the same for the gateway and identity.')
  issuer = 'bilten';

  @Env('BILTEN_AUDIENCE')
  @Text()
  @Meaning('For whom the tokens are (`aud`); the same for the gateway and identity.')
  audience = 'bilten';
}
