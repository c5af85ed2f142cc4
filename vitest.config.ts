import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The tests run against the sources: nothing has to be built first.
    alias: [
      { find: /^@bilten\/(contracts|platform)\/(.*)\.js$/, replacement: fileURLToPath(new URL('libs/$1/src/$2.ts', import.meta.url)) },
    ],
  },
  test: {
    include: ['{apps,libs,tools,tests}/**/*.spec.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: 'tools/test-servers.mjs',
    setupFiles: ['libs/platform/src/testing/quiet.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
