// The API's contract, by what was said while other suites ran.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/contract/**/*.test.ts'],
    environment: 'node',
    reporters: ['default', './tests/reporter.ts'],
    passWithNoTests: false,
  },
});
