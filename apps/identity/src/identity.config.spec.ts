import { checkConfigs, readConfig } from '@bilten/platform/config/env.js';
import { expect, it } from 'vitest';
import { IdentityConfig } from './identity.config.js';

it('needs nothing', () => {
  expect(readConfig(IdentityConfig, {})).toEqual({ config: { issuer: 'bilten', audience: 'bilten' }, wrong: [] });
});

it('names every setting that cannot be used, and repeats no secret', () => {
  const check = () =>
    checkConfigs({ BILTEN_ADMIN_EMAIL: 'jörg@bilten.test', BILTEN_ADMIN_PASSWORD: 'tooweak', BILTEN_API_KEY: 'bk_tooshort' }, [
      IdentityConfig,
    ]);
  expect(check).toThrow(/BILTEN_ADMIN_EMAIL.*\n.*BILTEN_ADMIN_PASSWORD.*\n.*BILTEN_API_KEY/);
  expect(check).not.toThrow(/tooweak|bk_tooshort/);
});
