import { renderDiagnostics } from '../../diagnostics/render';
import type { Access } from './run-in-clone';
import type { TaskContract } from './task-contract';
import { undeclaredReads, undeclaredWrites } from './undeclared';
import type { OutputOwner, WorkspaceFiles } from './workspace-files';

const metadata = (task: string): object => ({ nxWorkflow: { workflow: 'w', task } });

const contract = (more: Partial<TaskContract> = {}): TaskContract => ({
  id: 'app:t',
  target: {
    project: 'app',
    target: 't',
    taskId: 'app:t',
    root: 'apps/app',
    configuration: undefined,
    isCodegen: false,
    config: { metadata: metadata('t') },
  },
  graph: {
    nodes: {
      app: { name: 'app', type: 'app', data: { root: 'apps/app', targets: { t: {}, near: {} } } },
      lib: { name: 'lib', type: 'lib', data: { root: 'libs/lib', targets: { near: {}, far: {} } } },
    },
    dependencies: {},
  },
  files: ['apps/app/in.txt'],
  upstream: ['libs/lib/gen/declared.txt'],
  packages: undefined,
  outputs: ['apps/app/out'],
  ...more,
});

/** Files on disk; an object as value is the owner of the output. */
const files = (entries: Record<string, 'file' | 'folder' | 'ignored' | OutputOwner>): WorkspaceFiles => ({
  kindOf: (path) => {
    const entry = entries[path];
    return entry === undefined ? undefined : entry === 'folder' ? 'folder' : 'file';
  },
  isIgnored: (path) => entries[path] === 'ignored' || typeof entries[path] === 'object',
  ownerOf: (path) => (typeof entries[path] === 'object' ? entries[path] : undefined),
});

const reads = (...paths: string[]): Access[] => paths.map((path) => ({ path, readsContent: true }));
const said = (accesses: Access[], on: Parameters<typeof files>[0], more?: Partial<TaskContract>): string =>
  renderDiagnostics(undeclaredReads(accesses, [], contract(more), files(on)));

describe('undeclared reads', () => {
  it('are existing files that are neither declared nor own outputs', () => {
    const asked = reads('apps/app/in.txt', 'libs/lib/gen/declared.txt', 'apps/app/out/a', 'not/there', '.nx/x');
    expect(said(asked, { 'apps/app/in.txt': 'file', 'apps/app/out/a': 'file', '.nx/x': 'file' })).toBe('');
    const written = [{ path: 'apps/app/log', kind: 'extra' } as const];
    expect(undeclaredReads(reads('apps/app/log'), written, contract(), files({ 'apps/app/log': 'file' }))).toEqual([]);
  });

  it('have a hint with the line to add, by kind of file', () => {
    expect(said(reads('apps/app/b.txt'), { 'apps/app/b.txt': 'file' })).toBe(
      "apps/app/b.txt error undeclared-read: the task reads the file, which is not an input: Nx's cache would miss changes of it\n" +
        '  hint: add to the inputs of the task: "{projectRoot}/b.txt"',
    );
    expect(said([{ path: 'tools/c', readsContent: false }], { 'tools/c': 'file' })).toBe(
      "tools/c error undeclared-read: the task looks for the file, which is not an input: Nx's cache would miss changes of it\n" +
        '  hint: add to the inputs of the task: "{workspaceRoot}/tools/c"',
    );
    expect(said(reads('dist/d.js'), { 'dist/d.js': 'ignored' })).toContain(
      'hint: it is ignored by git, so add to the inputs of the task: { "fileset": "{workspaceRoot}/dist/d.js", "includeIgnored": true }',
    );
    expect(said(reads('.git/HEAD', '.git/refs'), {})).toBe(
      ".git error undeclared-read: the task reads git's own files, which are never inputs\n" +
        '  hint: add what it reads from git to the inputs of the task: { "runtime": "git rev-parse HEAD" }',
    );
  });

  it('of folders count if nothing in them is declared', () => {
    const on = { 'apps/app': 'folder', docs: 'folder' } as const;
    expect(said(reads('apps/app', 'docs'), on)).toBe(
      "docs error undeclared-read: the task lists the folder, which is not an input: Nx's cache would miss changes of it\n" +
        '  hint: add to the inputs of the task: "{workspaceRoot}/docs/**/*"',
    );
    expect(said([{ path: 'docs', readsContent: false }], on)).toBe('');
  });

  it('of outputs of another task name the task', () => {
    const hint = (owner: OutputOwner, more?: Partial<TaskContract>): string =>
      said(reads('x/y'), { 'x/y': owner }, more).split('hint: ')[1] ?? '';
    expect(hint({ project: 'app', target: 'near', workflow: 'w' })).toBe(
      'it is an output of app:near, so add to "dependsOn" of the task: "near"',
    );
    expect(hint({ project: 'lib', target: 'far', workflow: 'w' })).toBe(
      'it is an output of lib:far, so add to "dependsOn" of the task: "far"',
    );
    // The own project has a target of that name, which the short form would refer to.
    expect(hint({ project: 'lib', target: 'near', workflow: 'w' })).toBe(
      'it is an output of lib:near, so add to "dependsOn" of the task: { "task": "near", "projects": "*" }',
    );
    // Other outputs of it are hashed already.
    const far = { project: 'lib', target: 'far', workflow: 'w' };
    expect(said(reads('x/y'), { 'x/y': far, 'libs/lib/gen/declared.txt': far }).split('hint: ')[1]).toBe(
      'it is an output of lib:far, so add to the "outputs" of that entry of "dependsOn": "{workspaceRoot}/x/y"',
    );
    expect(hint({ project: 'lib', target: 'far', workflow: undefined })).toBe(
      'it is an output of lib:far, so add to "dependsOn" of the task: { "projects": ["lib"], "target": "far" }\n  and to its inputs: { "dependentTasksOutputFiles": "x/y" }',
    );
  });

  it('of packages count if the task names packages, except dependencies of others', () => {
    const external = (name: string, packageName = name): object => ({
      [`npm:${name}`]: { type: 'npm', name: `npm:${name}`, data: { version: '1.0.0', packageName, hash: '' } },
    });
    const to = (source: string, ...targets: string[]): object => ({
      [`npm:${source}`]: targets.map((target) => ({
        source: `npm:${source}`,
        target: `npm:${target}`,
        type: 'static',
      })),
    });
    const graph = {
      ...contract().graph,
      externalNodes: {
        ...external('yaml'),
        ...external('named'),
        ...external('big'),
        ...external('middle@2.0.0', 'middle'),
        ...external('small'),
      },
      dependencies: { ...to('big', 'middle@2.0.0'), ...to('middle@2.0.0', 'small', 'big') },
    } as unknown as TaskContract['graph'];
    const asked = reads(
      ...['big', 'home-made', 'middle', 'named', 'small', 'yaml'].map((name) => `node_modules/${name}`),
    );
    expect(said(asked, {}, { graph })).toBe('');
    expect(said(asked, {}, { graph, packages: new Set(['named']) })).toBe(
      'error undeclared-package: the task loads packages that are not in its externalDependencies\n' +
        '  hint: add to the inputs of the task: { "externalDependencies": ["big", "yaml"] }',
    );
    expect(said(reads('node_modules/yaml'), {}, { graph, packages: new Set() })).toContain(
      'error undeclared-package: the task loads a package that is not in its externalDependencies',
    );
  });
});

describe('undeclared writes', () => {
  it('are writes outside the outputs', () => {
    const found = undeclaredWrites(
      [
        { path: 'apps/app/out/a', kind: 'extra' },
        { path: 'apps/app/log', kind: 'extra' },
        { path: 'apps/app/in.txt', kind: 'changed' },
        { path: 'libs/lib/x', kind: 'missing' },
      ],
      contract(),
    );
    expect(renderDiagnostics(found))
      .toBe(`apps/app/log error undeclared-write: the task writes the file, which is not an output: a cache hit does not restore it
  hint: add to the outputs of the task: "{projectRoot}/log"
apps/app/in.txt error changed-input: the task writes to one of its own inputs, so the next run has other inputs
  hint: write to another file, and declare it as an output
libs/lib/x error changed-input: the task removes a file that is not its own, so the next run has other inputs
  hint: write to another file, and declare it as an output`);
  });

  it('in the root project start with {projectRoot}', () => {
    const target = { ...contract().target, root: '.' };
    expect(undeclaredWrites([{ path: 'log', kind: 'extra' }], contract({ target }))[0]?.hint).toBe(
      'add to the outputs of the task: "{projectRoot}/log"',
    );
  });
});
