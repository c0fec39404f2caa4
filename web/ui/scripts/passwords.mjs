// Writes the passwords that are tried first, for the recorder and the camera to refuse: one to a line,
// in small letters, sorted by their bytes. node scripts/passwords.mjs FILE
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const LISTS = {
  '@zxcvbn-ts/language-common': ['passwords', 'diceware'],
  '@zxcvbn-ts/language-en': ['commonWords', 'firstnames', 'lastnames', 'wikipedia'],
  '@zxcvbn-ts/language-ja': ['commonWords', 'firstnames', 'lastnames', 'wikipedia'],
};
const WORD_MIN = 3;
const WORDS_MIN = 100_000; // what an organisation may expect of us (R018)

const [file] = process.argv.slice(2);
if (!file) throw new Error('passwords.mjs: which file?');
const packages = join(dirname(createRequire(import.meta.url).resolve('svelte/package.json')), '..');
const words = new Set();
for (const [name, lists] of Object.entries(LISTS)) {
  for (const list of lists) {
    const entries = JSON.parse(await readFile(join(packages, name, 'src', `${list}.json`), 'utf8'));
    for (const entry of entries) {
      const word = entry.toLowerCase();
      if (word.length >= WORD_MIN && !/[\r\n]/.test(word)) words.add(word);
    }
  }
}
if (words.size < WORDS_MIN) throw new Error(`passwords.mjs: only ${words.size} words`);
const sorted = [...words].map((word) => Buffer.from(word)).sort(Buffer.compare);
await writeFile(file, sorted.map((word) => `${word}\n`).join(''));
