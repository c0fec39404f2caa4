// Ends a run with one line that scripts look for: "N passed, N failed". A run without a single test is
// a failure: it means that the tests were not found.
import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

type Module = Pick<TestModule, 'children' | 'errors'>;

export function tallyOf(modules: readonly Module[], strayErrors: number): Tally {
  let [passed, failed] = [0, strayErrors];
  for (const module of modules) {
    // A file that does not even load has no tests, but has failed.
    if (module.errors().length > 0) failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      if (state === 'failed') failed += 1;
    }
  }
  return { passed, failed };
}

export default class ClosingLine implements Reporter {
  #tally: Tally = { passed: 0, failed: 0 };

  onInit(): void {
    process.once('exit', () => {
      const { passed, failed } = this.#tally;
      if (failed > 0 || passed === 0) process.exitCode = 1;
      writeSync(1, `${passed} passed, ${failed} failed\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]): void {
    this.#tally = tallyOf(modules, strayErrors.length);
  }
}
