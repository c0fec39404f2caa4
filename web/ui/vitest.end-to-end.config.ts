// The first day with the real product (tests/e2e at the top of the repository), in a real browser.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import ours from './vitest.e2e.config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Those tests lie outside of this package and use what is installed here.
  resolve: { alias: { vitest: here('node_modules/vitest') } },
  server: { fs: { allow: [here('../..')] } },
  test: {
    ...ours.test,
    dir: here('../../tests/e2e'),
    include: ['**/*.test.ts'],
    // One story: nothing can be said of what follows a failure.
    bail: 1,
  },
});
