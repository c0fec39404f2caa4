// The files house rules are about.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Our files below `folder` with one of these endings; generated ones are not ours. */
export function sources(folder: string, endings: readonly string[]): SourceFile[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes('/generated/'))
    .sort()
    .map((path) => ({ path: relative(packageRoot, path), text: readFileSync(path, 'utf8') }));
}
