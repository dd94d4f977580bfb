import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'fast-glob';

const REPOSITORY = resolve(__dirname, '..');

test('docs/options.md has the options of the schemas', () => {
  execFileSync(process.execPath, ['tools/option-docs.mjs', '--check'], { cwd: REPOSITORY, stdio: 'pipe' });
});

test('the list has exactly the environment variables that the package reads', () => {
  const sources = globSync('{plugin,engine,executors,cli,profile,generators,state,modules}/**/*.ts', {
    cwd: REPOSITORY,
    ignore: ['**/*.spec.ts', '**/testing/**'],
  });
  const text = sources.map((file) => readFileSync(join(REPOSITORY, file), 'utf8')).join('\n');
  const read = new Set([...text.matchAll(/env\['(NX_WORKFLOW_\w+)'\]/g)].map(([, name]) => name));
  // Variables that `validate --hermetic` passes to its own processes are not for users.
  for (const name of ['NX_WORKFLOW_TRACE_FOLDER', 'NX_WORKFLOW_TRACE_ROOTS']) read.delete(name);
  const { properties } = JSON.parse(readFileSync(join(__dirname, 'environment.json'), 'utf8')) as {
    properties: object;
  };
  expect([...read].sort()).toEqual(Object.keys(properties).sort());
});
