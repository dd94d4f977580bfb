import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LONG, tried } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { sample } from '../testing/sample';
import { endDriver, Workspace } from '../testing/workspace';

const BUILT = resolve(__dirname, '../../dist/executors/typecheck/run-typecheck.js');
const KILL_AT = resolve(__dirname, '../testing/kill-at.cjs');

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.hbs'],
  emit: [{ template: 'one', to: '{{@name}}.mts' }],
  outputDir: 'generated',
  compile: [{ compiler: 'typescript' }],
  workers: 1,
};
const FILES = {
  'specs/a.json': '{ "count": 1 }\n',
  'templates/one.hbs': 'export const count: number = {{json count}};\n',
};

jest.setTimeout(LONG ? 600_000 : 120_000);

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace(OPTIONS, FILES);
});
afterEach(() => workspace.dispose());
afterAll(endDriver);

/** Runs the built check in a child process; returns its output and its changes to the file system. */
function check(at = 0): { output: string; steps: readonly string[] } | undefined {
  const project = { root: '.', targets: { generate: { executor: 'nx-workflow:codegen', options: OPTIONS } } };
  const context = {
    root: workspace.root,
    projectName: 'demo',
    targetName: 'check',
    projectsConfigurations: { projects: { demo: project } },
  };
  const program = `require(${JSON.stringify(BUILT)}).runTypecheck(...${JSON.stringify([{ codegen: 'generate' }, context])})
    .then(({ output }) => process.stdout.write(JSON.stringify({ output, steps: globalThis.fileSystemSteps })))`;
  const { stdout, signal } = spawnSync(process.execPath, ['--require', KILL_AT, '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, NX_WORKFLOW_CACHE_DIR: workspace.state, KILL_AT: String(at) },
  });
  return signal === 'SIGKILL' ? undefined : (JSON.parse(stdout) as { output: string; steps: string[] });
}

const withoutTime = (output = ''): string => output.replace(/\d+\.\d ms/g, '_ ms');

it('after a check is killed at any step, the next one finds all errors and removes half-written files', async () => {
  await workspace.succeed();
  expect(withoutTime(check()?.output)).toBe('[TYPES] files=1 errors=0 (_ ms)\n');
  const steps = check()?.steps ?? [];
  for (const named of [
    'check.tsbuildinfo',
    'renameSync _/check.tsbuildinfo',
    'renameSync _/check.sha256',
    'rmSync typecheck/',
  ]) {
    expect(steps).toContainEqual(expect.stringContaining(named));
  }
  const chosen = sample(steps.length, 2, 3);
  for (const step of chosen) {
    const isWrong = step % 2 === 0;
    workspace.write({ 'specs/a.json': `{ "count": ${isWrong ? '"1"' : step} }\n` });
    await workspace.succeed();
    expect({ step, outcome: check(step) }).toEqual({ step, outcome: undefined });
    const said = withoutTime(check()?.output);
    expect({ step, said: said.split('\n').at(-2) }).toEqual({
      step,
      said: `[TYPES] files=1 errors=${isWrong ? 1 : 0} (_ ms)`,
    });
    const left = readdirSync(join(workspace.state, 'typecheck'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.tmp'),
    );
    expect({ step, left }).toEqual({ step, left: [] });
  }
  tried('type checks killed before a named step', chosen.length);
});
