import { Flag, OneOf, Optional, Real, SomeOf, Text, Whole } from '@bilten/contracts/kit/fields.js';
import { describe, expect, it } from 'vitest';
import { checkConfigs, configClasses, Env, readConfig } from './env.js';

class ProbeConfig {
  @Env('PROBE_URL') @Text() url: string;
  @Env('PROBE_SECRET') @Text({ min: 32, secret: true }) secret: string;
  @Env('PROBE_SIZE') @Whole({ min: 1, max: 10 }) size = 5;
  @Env('PROBE_RATE') @Optional() @Real() rate?: number;
  @Env('PROBE_LEVEL') @OneOf(['low', 'high']) level = 'low';
  @Env('PROBE_ON') @Flag() on = false;
  @Env('PROBE_PARTS') @SomeOf(['a', 'b']) parts: string[] = [];
}
class OtherConfig {
  @Env('OTHER_PORT') @Whole({ max: 65_535 }) port: number;
}
const GOOD = { PROBE_URL: 'nats://one', PROBE_SECRET: 'x'.repeat(32), OTHER_PORT: '80' };

describe('settings', () => {
  it('are read by the names beside the fields, in the types of the fields', () => {
    const { config, wrong } = readConfig(ProbeConfig, {
      ...GOOD,
      PROBE_SIZE: '7',
      PROBE_RATE: '0.5',
      PROBE_ON: '1',
      PROBE_PARTS: 'a, b',
      PROBE_LEVEL: 'high',
    });
    expect(wrong).toEqual([]);
    expect(config).toEqual({ url: 'nats://one', secret: 'x'.repeat(32), size: 7, rate: 0.5, level: 'high', on: true, parts: ['a', 'b'] });
    expect(config).toBeInstanceOf(ProbeConfig);
  });

  it('that are not set, or set to nothing, have their defaults', () => {
    expect(readConfig(ProbeConfig, { ...GOOD, PROBE_SIZE: '', PROBE_ON: undefined }).config).toMatchObject({
      size: 5,
      on: false,
      level: 'low',
      parts: [],
    });
  });

  it('are all named when they are wrong, those of every class, and secrets are not repeated', () => {
    const env = {
      PROBE_SECRET: 'a short secret',
      PROBE_SIZE: 'eleven',
      PROBE_RATE: 'NaN',
      PROBE_LEVEL: 'middle',
      PROBE_ON: 'perhaps',
      PROBE_PARTS: 'a,c',
      OTHER_PORT: '65536',
    };
    const refuse = () => checkConfigs(env, [ProbeConfig, OtherConfig]);
    for (const name of ['PROBE_URL', ...Object.keys(env)]) expect(refuse).toThrow(name);
    expect(refuse).toThrow(/PROBE_URL: .*, and is not set/);
    expect(refuse).toThrow(/PROBE_SIZE: .*, not "eleven"/);
    expect(refuse).not.toThrow(/a short secret/);
    expect(() => checkConfigs(GOOD, [ProbeConfig, OtherConfig])).not.toThrow();
  });

  it.each(['1e3', '0x10', ' 7 ', '7.5', '-1', 'Infinity', '7 apples'])('of a whole number from 1 to 10 is wrong or right as %j', (text) => {
    const { config, wrong } = readConfig(ProbeConfig, { ...GOOD, PROBE_SIZE: text });
    if (text === ' 7 ') expect(config.size).toBe(7);
    else expect(wrong).not.toEqual([]);
  });

  it('can be listed, class by class', () => {
    expect(configClasses().get(OtherConfig)).toEqual(new Map([['port', 'OTHER_PORT']]));
  });
});
