// @ts-check

/** @typedef {import('../supervisor.mjs').Supervisor} Supervisor */
/** @typedef {{ postgres?: Supervisor, nats?: Supervisor, services: Map<string, Supervisor> }} Running  Filled as things come up. */

/**
 * The first Ctrl-C or SIGTERM asks for an orderly end, the second one does not ask.
 * @param {Running} running
 */
export function onInterrupt(running) {
  const controller = new AbortController();
  let askedAt = 0;
  const interrupt = () => {
    if (!askedAt) {
      askedAt = Date.now();
      controller.abort();
    } else if (Date.now() - askedAt > 500) {
      // Sooner it is the same Ctrl-C: the terminal sends it to npm and to us, and npm passes it on.
      for (const { supervisor } of inOrder(running)) supervisor.kill();
      process.exit(130);
    }
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  if (process.env['npm_lifecycle_event']) onParentGone(interrupt);
  return controller.signal;
}

/**
 * An npm that was killed could not pass anything on.
 * @param {() => void} interrupt
 */
function onParentGone(interrupt) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    interrupt();
  }, 1_000);
  watch.unref();
}

/**
 * The door closes first, the data last; `until` is when each must have ended, counted from the first request.
 * @param {Running} running
 */
function inOrder({ services, nats, postgres }) {
  const gateway = services.get('gateway');
  const behind = [...services.values()].filter((service) => service !== gateway);
  return [
    ...(gateway ? [{ supervisor: gateway, stage: 0, until: 5_000 }] : []),
    ...behind.map((supervisor) => ({ supervisor, stage: 1, until: 10_000 })),
    ...(nats ? [{ supervisor: nats, stage: 2, until: 12_000 }] : []),
    ...(postgres ? [{ supervisor: postgres, stage: 3, until: 14_500 }] : []),
  ];
}

/** @param {Running} running */
export async function stopAll(running) {
  const since = Date.now();
  for (const stage of [0, 1, 2, 3]) {
    const due = inOrder(running).filter((each) => each.stage === stage);
    await Promise.all(due.map(({ supervisor, until }) => supervisor.stop(Math.max(500, until - (Date.now() - since)))));
  }
}
