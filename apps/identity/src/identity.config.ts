import { Email, Meaning, Optional, Text } from '@bilten/contracts/kit/fields.js';
import { Env } from '@bilten/platform/config/env.js';

export class IdentityConfig {
  // The pattern is the part of the addresses that better-auth signs in.
  @Env('BILTEN_ADMIN_EMAIL')
  @Optional()
  @Email()
  @Text({ max: 320, pattern: /^[\w'+.-]+@[A-Za-z0-9.-]+$/ })
  @Meaning('The first admin, made when there is none yet. `npm start` names one.')
  adminEmail?: string;

  @Env('BILTEN_ADMIN_PASSWORD')
  @Optional()
  @Text({ min: 8, max: 128, secret: true })
  @Meaning('The password of the first admin. `npm start` makes one.')
  adminPassword?: string;

  @Env('BILTEN_API_KEY')
  @Optional()
  @Text({ max: 103, pattern: /^bk_[0-9A-Za-z]{32,100}$/, secret: true })
  @Meaning('An API key with the scope `admin`: `bk_` and 32 to 100 letters and digits. `npm start` makes one.')
  apiKey?: string;

  @Env('BILTEN_ISSUER')
  @Text()
  @Meaning('Who signs the tokens (`iss`); the same for the gateway and identity.')
  issuer = 'bilten';

  @Env('BILTEN_AUDIENCE')
  @Text()
  @Meaning('For whom the tokens are (`aud`); the same for the gateway and identity.')
  audience = 'bilten';
}
