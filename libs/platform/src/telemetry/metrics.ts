import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All metrics of this process. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const registers = [registry];

/** Calls answered, by contract and outcome (`ok`, or the fault's code). */
export const calls = new Histogram({
  name: 'bilten_calls_seconds',
  help: 'Time to answer a contract',
  labelNames: ['contract', 'outcome'],
  buckets: SECONDS,
  registers,
});
/** Facts handled, by durable name and outcome (`done`, `again`, `buried`). */
export const factsHandled = new Counter({
  name: 'bilten_facts_handled_total',
  help: 'Facts handled',
  labelNames: ['durable', 'outcome'],
  registers,
});
/** Messages that wait for a consumer. */
export const consumerLag = new Gauge({
  name: 'bilten_consumer_lag',
  help: 'Messages that wait for a consumer',
  labelNames: ['durable'],
  registers,
});

export { Counter, Gauge, Histogram };
