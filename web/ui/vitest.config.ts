// Unit tests: pure functions, house rules, and components in jsdom.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // Components are tested as the browser runs them, not as a server would render them.
  resolve: { conditions: ['browser'] },
  test: {
    include: ['tests/unit/**/*.test.ts'],
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://recorder.test/' } },
    setupFiles: ['tests/unit/setup.ts'],
    reporters: ['default', './tests/reporter.ts'],
    // The machine is shared, and some rules read every file.
    testTimeout: 30_000,
    passWithNoTests: false,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
