import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROGRAM = resolve(__dirname, 'tried-table.mjs');

/** The text for a result, or for none. */
function textFor(result?: object): string {
  const code = `import { triedText } from ${JSON.stringify(pathToFileURL(PROGRAM).href)};
    process.stdout.write(triedText(${JSON.stringify(result)}));`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

const RESULT = {
  command: 'npm run test:long',
  minutes: 41,
  tests: { passed: 1234, failed: 0, skipped: 0 },
  tried: { 'damaged manifests': 15000, 'jumps of the clock': 6 },
  measured: {},
  seconds: {},
  machine: { node: '20.0.0', nx: '24.0.0', system: 'linux 6.1 x64', cores: 2 },
};

test('e2e/RESULTS.md has the figures of the last long test, or says that there are none', () => {
  execFileSync(process.execPath, [PROGRAM, '--check'], { stdio: 'pipe' });
});

test('a result becomes a table', () => {
  expect(textFor()).toBe('No result has been written yet: `npm run test:long` does it.');
  expect(textFor(RESULT))
    .toBe(`\`npm run test:long\` took 41 minutes on 2 cores (linux 6.1 x64, Node 20.0.0, Nx 24.0.0):
1 234 tests passed, 0 failed.

| what was tried | how often |
| --- | ---: |
| damaged manifests | 15 000 |
| jumps of the clock | 6 |`);
  const measured = { '10000 patterns': { ms: 4321, memoryMB: 210 } };
  const text = textFor({ ...RESULT, tests: { ...RESULT.tests, skipped: 2 }, measured });
  expect(text).toContain('1 234 tests passed, 0 failed, 2 skipped.');
  expect(text).toContain(`Large work, with another test beside it:

| what | ms | most memory, MB |
| --- | ---: | ---: |
| 10000 patterns | 4 321 | 210 |`);
});
