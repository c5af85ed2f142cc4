import { log } from './telemetry/log.js';

const DEADLINE_MS = 9_000;

interface Stoppable {
  stop(): Promise<void>;
}

/** Starts something and ends it in good order on SIGTERM, SIGINT or when the parent process is gone. A failed start ends the process. */
export async function exitOn<T extends Stoppable>(start: () => Promise<T>): Promise<T> {
  // A refusal before the first promise is a rejection like any other.
  const starting = Promise.resolve().then(start);
  let ending = false;
  const end = (cause: string) => {
    if (ending) return;
    ending = true;
    log.info({ cause }, 'stopping');
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not stop in good order');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  process.once('disconnect', () => end('the parent process is gone'));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody listened'));
  try {
    return await starting;
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'could not start');
    process.exit(1);
  }
}
