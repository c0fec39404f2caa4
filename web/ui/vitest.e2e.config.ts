// Tests in a real browser, against the built pages, under the headers the product sends.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    // One browser at a time: the machine is shared.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/reporter.ts'],
    passWithNoTests: false,
  },
});
