import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codegenWorkflow } from './support/codegen-workflow';
import { runOrThrow } from './support/process';
import { createWorkspace, type Workspace } from './support/workspace';

const tokens = (name: string): object => codegenWorkflow(name, { templates: ['{projectRoot}/value.hbs'] });

const FILES = {
  'libs/tokens/nx-workflow.json': tokens('tokens'),
  'libs/tokens/specs/a.json': { value: 1 },
  'libs/tokens/value.hbs': '{{value}}\n',
  'libs/all/nx-workflow.json': { name: 'all', tasks: { hello: { command: 'echo hello', project: 'libs/**' } } },
  'libs/one/package.json': { name: 'one', version: '1.0.0' },
};

describe('a workspace', () => {
  let workspace: Workspace;
  const other = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-other-')));
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    const files = { 'nx-workflow.json': tokens('other'), 'specs/b.json': { value: 2 }, 'value.hbs': '{{value}}\n' };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(other, path)), { recursive: true });
      writeFileSync(join(other, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      ['commit', '-q', '-m', 'start'],
    ])
      await git(...args);
  });
  afterAll(() => {
    workspace.dispose();
    rmSync(other, { recursive: true, force: true });
  });

  function git(...args: readonly string[]): Promise<unknown> {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    return runOrThrow('git', [...who, ...args], { cwd: other });
  }

  /** The output of an Nx command, which must succeed. */
  async function nx(...args: readonly string[]): Promise<string> {
    const { code, output } = await workspace.nx(args);
    if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with ${code}: ${output}`);
    return output;
  }

  async function projects(): Promise<string[]> {
    return (await nx('show', 'projects'))
      .split('\n')
      .filter((line) => /^[\w-]+$/.test(line))
      .sort();
  }

  it('has no projects in folders that git ignores', async () => {
    workspace.write('.gitignore', 'node_modules\n.nx\ndist\n');
    // An output of a build: the published package of the same name.
    workspace.write('libs/one/dist/package.json', { name: 'one', version: '1.0.0' });
    workspace.write('libs/one/dist/nx-workflow.json', '{ broken');
    expect(await projects()).toEqual(['all', 'one', 'tokens']);
    expect(await nx('run-many', '-t', 'hello')).toContain('Successfully ran target hello for project one');
    const { code, stdout } = await workspace.cli(['validate']);
    expect([code, stdout]).toEqual([
      0,
      'libs/all/nx-workflow.json: 1 task, no findings\nlibs/tokens/nx-workflow.json: 1 task, no findings\n',
    ]);
  });

  it('has no projects in a worktree of its own repository', async () => {
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '-m', 'more']);
    await workspace.git(['worktree', 'add', '-q', '.claude/worktrees/wt']);
    try {
      workspace.remove('.claude/worktrees/wt/libs/one');
      expect(await projects()).toEqual(['all', 'one', 'tokens']);
      await nx('run', 'tokens:generate');
      expect(workspace.read('libs/tokens/generated/a.txt')).toBe('1\n');
      expect(workspace.exists('.claude/worktrees/wt/libs/tokens/generated')).toBe(false);
      expect((await workspace.cli(['validate'])).stdout).not.toContain('.claude');
    } finally {
      await workspace.git(['worktree', 'remove', '--force', '.claude/worktrees/wt']);
    }
  });

  it('may be reset between two runs: nothing is generated again', async () => {
    await nx('run', 'tokens:generate');
    await nx('reset');
    const again = await nx('run', 'tokens:generate');
    expect(again).toMatch(/fresh=1 rendered=0/);
    expect(workspace.read('libs/tokens/generated/a.txt')).toBe('1\n');
  });

  it('may have a project renamed: Nx hashes the name, so everything is generated again', async () => {
    workspace.edit('libs/tokens/nx-workflow.json', '"tokens"', '"renamed"');
    expect(await projects()).toEqual(['all', 'one', 'renamed']);
    expect(await nx('run', 'renamed:generate')).toContain('inputs: Nx hashed other inputs than in the last run');
    expect(workspace.read('libs/tokens/generated/a.txt')).toBe('1\n');
    workspace.edit('libs/tokens/nx-workflow.json', '"renamed"', '"tokens"');
  });

  it('has the projects of a submodule', async () => {
    await workspace.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'libs/sub']);
    expect(await projects()).toEqual(['all', 'one', 'other', 'tokens']);
    await nx('run', 'other:generate');
    expect(workspace.read('libs/sub/generated/b.txt')).toBe('2\n');
  });
});
