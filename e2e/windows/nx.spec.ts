import { versionHere } from '../support/base';
import { filesOf } from '../support/examples';
import type { ProcessResult } from '../support/process';
import { RemoteCache } from '../support/remote-cache';
import { contentsOf } from '../support/remote-cache-contents';
import { Watching } from '../support/watching';
import type { NxResult, Workspace } from '../support/workspace';
import { createFor, WINDOWS } from './windows-workspace';

const MINUTES = 60_000;
const FOLDER = 'apps/tokens';
const OUTPUTS = `${FOLDER}/generated`;
const SPACING = `${FOLDER}/tokens/spacing.yaml`;
const WORKFLOW = ['run-many', '-t', 'workflow'];

jest.setTimeout(15 * MINUTES);

// Runs in `npm run test:windows` only.
(WINDOWS ? describe : describe.skip)("Nx and the packed package under Windows' Node", () => {
  let cache: RemoteCache;
  let windows: Workspace;
  let linux: Workspace;

  const nx = (args: readonly string[]): Promise<NxResult> => windows.nx(args, cache.env(), 10 * MINUTES);
  const cli = (...args: string[]): Promise<ProcessResult> => windows.cli(args);
  /** Files that a fresh clone would not have. */
  const forget = (workspace: Workspace): void => {
    for (const path of ['.nx', OUTPUTS, `${FOLDER}/build`, 'node_modules/.cache']) workspace.remove(path);
  };

  beforeAll(async () => {
    cache = await RemoteCache.start();
    const files = filesOf('minimal', FOLDER);
    // For the command `types`.
    const packages = { 'json-schema-to-typescript': versionHere('json-schema-to-typescript') };
    windows = await createFor('windows', { files, packages });
    linux = await createFor('linux', { files, packages, folder: 'a clone elsewhere' });
  });
  afterAll(async () => {
    await cache.stop();
    windows.dispose();
    linux.dispose();
  });

  it('`nx run-many` runs a workflow', async () => {
    expect(await nx(WORKFLOW)).toMatchObject({
      code: 0,
      tasks: { 'minimal:generate': 'ran', 'minimal:generate-typecheck': 'ran', 'minimal:contrast': 'ran' },
    });
    expect(windows.read(`${FOLDER}/build/contrast.txt`)).toBe('ink on paper: 15.11 ok\naccent on paper: 7.07 ok\n');
    expect(windows.list(OUTPUTS)).toContain('.codegen-manifest.json');
  });

  it('a second run has only cache hits', async () => {
    windows.remove(OUTPUTS);
    const { code, tasks } = await nx(WORKFLOW);
    expect({ code, how: [...new Set(Object.values(tasks))] }).toEqual({ code: 0, how: ['cached'] });
    expect(windows.list(OUTPUTS)).toContain('.codegen-manifest.json');
  });

  it('results of Windows in a remote cache are restored on Linux, to the byte, and are up to date there', async () => {
    const { code, tasks } = await linux.nx(WORKFLOW, cache.env());
    expect({ code, generate: tasks['minimal:generate'] }).toEqual({ code: 0, generate: 'cached' });
    expect(contentsOf(linux, OUTPUTS)).toEqual(contentsOf(windows, OUTPUTS));
    expect((await linux.cli(['check', 'minimal:generate'])).stdout).toBe('minimal:generate: up to date\n');
  });

  it('results of Linux are restored on Windows', async () => {
    for (const workspace of [linux, windows]) workspace.edit(SPACING, '4px', '5px');
    await linux.nx(['run', 'minimal:generate'], cache.env());
    forget(windows);
    const { code, tasks } = await nx(['run', 'minimal:contrast']);
    expect({ code, generate: tasks['minimal:generate'] }).toEqual({ code: 0, generate: 'cached' });
    expect(contentsOf(windows, OUTPUTS)).toEqual(contentsOf(linux, OUTPUTS));
  });

  it('an edit reruns the affected tasks', async () => {
    windows.edit(SPACING, '5px', '6px');
    const { code, output, tasks } = await nx(['run', 'minimal:contrast']);
    expect({ code, tasks }).toEqual({ code: 0, tasks: { 'minimal:generate': 'ran', 'minimal:contrast': 'cached' } });
    expect(output).toContain('[OPT-2] generation: fresh=1 rendered=1 pruned=0');
  });

  it('`nx affected` runs a workflow for a changed spec, and none for another file', async () => {
    await windows.git(['add', '-A']);
    await windows.git(['commit', '-q', '-m', 'spacing']);
    const { code, tasks } = await nx(['affected', '-t', 'workflow', '--base=HEAD~1']);
    expect({ code, names: Object.keys(tasks).includes('minimal:generate') }).toEqual({ code: 0, names: true });
    windows.write('notes.txt', 'nothing\n');
    await windows.git(['add', '-A']);
    await windows.git(['commit', '-q', '-m', 'notes']);
    expect((await nx(['affected', '-t', 'workflow', '--base=HEAD~1'])).tasks).toEqual({});
  });

  it.each([
    ['validate', 0, ''],
    ['check', 0, 'minimal:generate: up to date\n'],
    ['plan', 0, 'minimal:generate: fresh=8 render=0 compile=0 prune=0\n'],
    ['status', 0, ''],
    ['warm', 0, ''],
    ['types', 0, ''],
    ['clean', 0, ''],
  ])('the command `%s` works', async (command, code, stdout) => {
    const needsTarget = !['validate', 'status', 'clean'].includes(command);
    const result = await cli(command, ...(needsTarget ? ['minimal:generate'] : []));
    expect({ command, stderr: result.stderr, code: result.code }).toEqual({ command, stderr: '', code });
    if (stdout !== '') expect(result.stdout).toBe(stdout);
    expect(result.stdout).not.toContain('\\');
  });

  it('`explain` lists due files after an edit, with the same paths as on other systems', async () => {
    windows.edit(SPACING, '6px', '7px');
    const { code, stdout } = await cli('explain', 'minimal:generate');
    expect(code).toBe(0);
    expect(stdout).toContain(`${FOLDER}/tokens/spacing.yaml`);
    expect(stdout).not.toContain('\\');
    expect((await cli('check', 'minimal:generate')).code).toBe(1);
  });

  it('`watch` notices an edit', async () => {
    const watching = new Watching(windows.startCli(['watch', 'minimal:generate']), 5 * MINUTES);
    try {
      expect(await watching.says('watch: ')).toContain('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
      windows.edit(SPACING, '7px', '8px');
      expect(await watching.says('watch: ')).toContain('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
      expect(windows.read(`${OUTPUTS}/spacing.mts`)).toContain('8px');
    } finally {
      await watching.stop('SIGTERM');
    }
  });

  it('`profile` records a run, says where its time went, and draws it', async () => {
    const record = await cli('profile', 'record', '--', 'run-many', '-t', 'workflow', '--skip-nx-cache');
    expect({ code: record.code, output: record.code === 0 ? '' : record.stderr }).toEqual({ code: 0, output: '' });
    const { code, stdout } = await cli('profile', '--json');
    expect(code).toBe(0);
    const { tasks } = JSON.parse(stdout) as { tasks: { task: string }[] };
    expect(tasks.map(({ task }) => task).sort()).toEqual([
      'minimal:contrast',
      'minimal:generate',
      'minimal:generate-typecheck',
    ]);
    expect((await cli('profile', '--format', 'html', '--output', 'profile.html')).code).toBe(0);
    expect(windows.read('profile.html')).toContain('minimal:generate-typecheck');
  });
});
