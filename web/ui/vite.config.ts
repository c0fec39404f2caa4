// Builds one app per run, chosen by --mode: recorder, camera or gallery. Each lands in dist/<app>, a
// folder any file server can serve under a policy without inline scripts and styles.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { licences } from './scripts/licences';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const apps = ['recorder', 'camera', 'gallery'];

export default defineConfig(({ command, mode }) => {
  const app = apps.includes(mode) ? mode : 'recorder';
  if (command === 'build' && app !== mode)
    throw new Error(`Say which app: --mode ${apps.join(' | ')}`);
  return {
    root: here(`src/${app}`),
    publicDir: here('public'),
    cacheDir: here('node_modules/.vite'),
    plugins: [svelte({ configFile: here('svelte.config.js') }), licences()],
    server: { host: '127.0.0.1', fs: { allow: [here('.')] } },
    build: {
      outDir: here(`dist/${app}`),
      emptyOutDir: true,
      // light-dark(), :has() and nesting as shipped by browsers of 2024 and later.
      target: ['chrome123', 'firefox128', 'safari17.5'],
      // data: addresses would be code or pictures that no cache and no eye can tell apart.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
});
