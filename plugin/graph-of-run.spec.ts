import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { graphOfRun } from './graph-of-run';

const devkit = jest.fn();
jest.mock('@nx/devkit', () => ({ readCachedProjectGraph: (): unknown => devkit() as unknown }));

const GRAPH = { nodes: { a: { name: 'a', type: 'lib', data: { root: 'a' } } }, dependencies: { a: [] } };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-workflow-graph-'));
  devkit.mockReset().mockReturnValue('of the devkit');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

test.each([
  ['in its usual place', '.nx/workspace-data', {}],
  ['in a folder of the workspace', 'data', { NX_WORKSPACE_DATA_DIRECTORY: 'data' }],
  ['by the older name', 'old', { NX_PROJECT_GRAPH_CACHE_DIRECTORY: 'old' }],
])('is read without the devkit: %s', (_where, folder, env) => {
  write(`${folder}/project-graph.json`, { ...GRAPH, version: '6.0', errors: [] });
  expect(graphOfRun(root, env)).toMatchObject(GRAPH);
  expect(devkit).not.toHaveBeenCalled();
});

test('is read from an absolute path', () => {
  write('data/project-graph.json', GRAPH);
  expect(graphOfRun('/nowhere', { NX_WORKSPACE_DATA_DIRECTORY: join(root, 'data') })).toEqual(GRAPH);
});

test.each([
  ['is not there', undefined],
  ['is damaged', '{ "nodes": '],
  ['is of another form', { projects: {} }],
  ['has errors', { ...GRAPH, errors: [{ message: 'x' }] }],
])('the devkit is asked where the file %s', (_what, content) => {
  if (content !== undefined) write('.nx/workspace-data/project-graph.json', content);
  expect(graphOfRun(root, {})).toBe('of the devkit');
  devkit.mockImplementation(() => {
    throw new Error('no cached graph');
  });
  expect(graphOfRun(root, {})).toBeUndefined();
});
