// Writes third-party.txt next to the bundle: the licence of every package whose code is in it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const licenceNames = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE'];

export function licences(): Plugin {
  return {
    name: 'custody-licences',
    apply: 'build',
    generateBundle() {
      const roots = new Set<string>();
      for (const id of this.getModuleIds()) {
        const root = packageRoot(id);
        if (root && this.getModuleInfo(id)?.isIncluded) roots.add(root);
      }
      const source = [...roots].sort().map(notice).join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'third-party.txt', source: `${source}\n` });
    },
  };
}

/** The folder of the package a module belongs to; undefined for our own. */
export function packageRoot(id: string): string | undefined {
  const match = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
  return match?.[1];
}

function notice(root: string): string {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const file = licenceNames.map((name) => join(root, name)).find((path) => existsSync(path));
  if (!file) throw new Error(`${about.name} is bundled but has no licence file`);
  return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(file, 'utf8').trim()}`;
}
