// Tests in a real browser, against the built pages, under the headers the product sends.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    // A browser waits about as much as it computes.
    maxWorkers: 2,
    minWorkers: 1,
    // Ceilings against hanging, far above what anything takes on a machine of one's own.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './tests/reporter.ts'],
    passWithNoTests: false,
  },
});
