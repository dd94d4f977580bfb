import type { CreateNodesContext, CreateNodesResult, PostTasksExecutionContext } from '@nx/devkit';
import { join } from 'node:path';
import { readRuns } from '../state/run-records';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { createNodes, createNodesV2, name, postTasksExecution, type WorkflowPluginOptions } from './index';

// The real one would hash everything around the sources.
jest.mock('./implementation', () => ({ findImplementation: () => ({ kind: 'installed' }) }));

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
});
afterEach(() => workspace.remove());

const [glob, make] = createNodes;

type Nodes = readonly (readonly [file: string, result: CreateNodesResult])[];

async function nodesOf(files: readonly string[], options?: WorkflowPluginOptions): Promise<Nodes> {
  const context: CreateNodesContext = { workspaceRoot: workspace.root, nxJsonConfiguration: {} };
  return make(files, options, context);
}

/** The names of the targets by the roots of projects, for each file. */
function targetsIn(nodes: Nodes): unknown[] {
  return nodes.map(([file, { projects = {} }]) => [
    file,
    Object.entries(projects).map(([root, { targets = {} }]) => [root, Object.keys(targets)]),
  ]);
}

test('exports that Nx looks for', () => {
  expect([name, glob]).toEqual(['nx-workflow', '**/nx-workflow.json']);
  expect(createNodesV2).toBe(createNodes);
});

describe('a broken file beside a valid one', () => {
  const FILES = ['b/nx-workflow.json', 'a/nx-workflow.json'];
  beforeEach(() => {
    workspace.write(FILES[0]!, { tasks: { one: { command: 'x', wrong: 1 } } });
    workspace.write(FILES[1]!, { tasks: { two: { command: 'x' } } });
  });

  test('each file has its projects, in the order of the files', async () => {
    const nodes = await nodesOf(FILES);
    expect(targetsIn(nodes)).toEqual([
      [FILES[0], [['b', ['workflow', 'one']]]],
      [FILES[1], [['a', ['two', 'workflow']]]],
    ]);
    const [broken, good] = nodes.map(([, { projects }]) => JSON.stringify(projects));
    expect([broken?.includes('NX_WORKFLOW_BROKEN'), good?.includes('NX_WORKFLOW_BROKEN')]).toEqual([true, false]);
  });

  test('with "strict", the broken file throws and the other one keeps its projects', async () => {
    const thrown = (await nodesOf(FILES, { strict: true }).catch((error: unknown) => error)) as {
      errors: readonly [file: string, error: Error][];
      partialResults: Nodes;
    };
    expect(thrown.errors.map(([file]) => file)).toEqual([FILES[0]]);
    expect(thrown.errors[0]?.[1].message).toContain(
      'b/nx-workflow.json is broken (1 error), so none of its tasks can run.\nb/nx-workflow.json:1:',
    );
    expect(targetsIn(thrown.partialResults)).toEqual([[FILES[1], [['a', ['two', 'workflow']]]]]);
  });

  test('with "strict", valid files throw nothing', async () => {
    expect(targetsIn(await nodesOf([FILES[1]!], { strict: true }))).toEqual([[FILES[1], [['a', ['two', 'workflow']]]]]);
  });
});

test('a Windows path belongs to the same project as with slashes', async () => {
  expect(targetsIn(await nodesOf(['a\\nx-workflow.json']))).toEqual([['a\\nx-workflow.json', [['a', ['workflow']]]]]);
});

describe('the hook after a run', () => {
  afterEach(() => {
    delete process.env['NX_WORKFLOW_RECORD_THIS_RUN'];
    delete process.env['NX_WORKFLOW_CACHE_DIR'];
  });

  test('is undefined in most runs', () => {
    expect(postTasksExecution).toBeUndefined();
  });

  test.each<[string, readonly unknown[] | undefined, number]>([
    ['without plugins', undefined, 1],
    ['beside other plugins', ['nx-workflow', { plugin: 'other' }], 1],
    ['but not twice, where nx.json names the plugin of records', ['other', 'nx-workflow/records'], 0],
    ['and where it gives it options', [{ plugin: 'nx-workflow/records', options: {} }, 'other'], 0],
  ])('records the run where the command line asks for it: %s', async (_where, plugins, count) => {
    process.env['NX_WORKFLOW_RECORD_THIS_RUN'] = '1';
    const folder = join(workspace.root, 'cache');
    process.env['NX_WORKFLOW_CACHE_DIR'] = folder;
    workspace.write('package.json');
    const task = { id: 'a:t', target: { project: 'a', target: 't' }, overrides: {}, outputs: [], parallelism: true };
    let hook: typeof postTasksExecution;
    jest.isolateModules(() => {
      hook = (require('./index') as typeof import('./index')).postTasksExecution;
    });
    await hook?.(undefined, {
      id: '1',
      workspaceRoot: workspace.root,
      nxJsonConfiguration: { ...(plugins ? { plugins } : {}) },
      argv: ['node', 'nx', 'run', 'a:t'],
      startTime: 1000,
      endTime: 2000,
      taskResults: { 'a:t': { task: { ...task, startTime: 1100, endTime: 1900 }, status: 'success', code: 0 } },
    } as unknown as PostTasksExecutionContext);
    expect(readRuns(folder)).toHaveLength(count);
  });
});
