import { codegenWorkflow } from './support/codegen-workflow';
import { createWorkspace, type Workspace } from './support/workspace';

const MINE = 'written by hand\n';
const FILE = 'this target does not make this file, and Nx deletes it when it restores the output folder from its cache';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace({
    files: {
      'libs/a/project.json': { name: 'a' },
      'libs/a/nx-workflow.json': codegenWorkflow('a', {
        templates: ['templates/*.hbs'],
        emit: [
          { template: 'value', to: '{{@name}}.txt' },
          { template: 'value', to: 'deep/{{@name}}.txt' },
        ],
      }),
      'libs/a/specs/one.json': { value: 'first' },
      'templates/value.hbs': '{{value}}\n',
    },
  });
});
afterAll(async () => {
  await workspace.nx(['daemon', '--stop']);
  workspace.dispose();
});

async function generate(env: NodeJS.ProcessEnv = {}): Promise<{ code: number; text: string; how: string | undefined }> {
  const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'generate', '--outputStyle=static'], env);
  return { code, text: output, how: tasks['a:generate'] };
}

function spec(value: string): void {
  workspace.write('libs/a/specs/one.json', { value });
}

/** Two states of the sources, both in Nx's cache. */
beforeEach(async () => {
  workspace.remove('libs/a/generated');
  for (const value of ['second', 'first']) {
    spec(value);
    expect((await generate()).code).toBe(0);
  }
});

/** A run refuses: the file still exists, and the outputs are unchanged. */
async function expectRefused(path: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { code, text, how } = await generate(env);
  expect([code, how, workspace.read(`libs/a/generated/${path}`)]).toEqual([1, 'ran', MINE]);
  expect(text).toContain(`libs/a/generated/${path} error stray-file: ${FILE}`);
}

describe.each(['mine.txt', 'deep/mine.txt'])('a hand-written file, %s', (path) => {
  beforeEach(() => workspace.write(`libs/a/generated/${path}`, MINE));

  it('survives if Nx would have a cache hit for the present outputs', async () => {
    await expectRefused(path);
    workspace.remove(`libs/a/generated/${path}`);
    expect(await generate()).toMatchObject({ code: 0, how: 'cached' });
  });

  it('survives if Nx would restore another state', async () => {
    spec('second');
    await expectRefused(path);
    workspace.remove(`libs/a/generated/${path}`);
    expect(await generate()).toMatchObject({ code: 0, how: 'cached' });
    expect(workspace.read('libs/a/generated/one.txt')).toBe('second\n');
  });

  it('survives if a run has refused and the edit is undone', async () => {
    spec('third');
    await expectRefused(path);
    spec('second');
    await expectRefused(path);
  });

  it('survives with the daemon, once that has noticed a change', async () => {
    await generate({ NX_DAEMON: 'true' });
    spec('second');
    await expectRefused(path, { NX_DAEMON: 'true' });
    await workspace.nx(['daemon', '--stop']);
  });

  it('is found by validate, check and status', async () => {
    for (const command of [['validate'], ['check', 'a:generate'], ['status']]) {
      const { stdout, stderr } = await workspace.cli(command);
      expect(stdout + stderr).toContain(`libs/a/generated/${path} error stray-file: ${FILE}`);
    }
  });
});

it('a hand-written folder in place of the output folder survives, even with a remote cache hit', async () => {
  workspace.remove('libs/a/generated');
  workspace.write('libs/a/generated/main.ts', MINE);
  await expectRefused('main.ts');
});

it('an edited generated file survives when it is no longer generated', async () => {
  workspace.write('libs/a/specs/two.json', { value: 'two' });
  expect((await generate()).code).toBe(0);
  workspace.write('libs/a/generated/two.txt', MINE);
  workspace.remove('libs/a/specs/two.json');
  workspace.write('libs/a/specs/three.json', { value: 'three' });
  const { code, text } = await generate();
  expect([code, workspace.read('libs/a/generated/two.txt'), workspace.exists('libs/a/generated/three.txt')]).toEqual([
    1,
    MINE,
    false,
  ]);
  expect(text).toContain('libs/a/generated/two.txt error kept-file: this file is no longer generated');
  workspace.remove('libs/a/specs/three.json');
});
