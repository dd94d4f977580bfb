import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '..');

test('docs/generators.md has the examples of the schemas', () => {
  execFileSync(process.execPath, ['tools/generator-docs.mjs', '--check'], { cwd: REPOSITORY, stdio: 'pipe' });
});

test('the types of the options are those of the schemas', () => {
  execFileSync(process.execPath, ['tools/schema-types.mjs', '--check'], { cwd: REPOSITORY, stdio: 'pipe' });
});
