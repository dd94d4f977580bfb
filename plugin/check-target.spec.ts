import type { TargetConfiguration } from '@nx/devkit';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { toCheckEdge } from './check-target';
import { inferWorkflows, type WorkflowFile } from './infer';

const codegen = (name: string, more: object = {}): object => ({
  executor: 'nx-workflow:codegen',
  committed: true,
  options: {
    patterns: '{projectRoot}/*.json',
    templates: '{projectRoot}/*.hbs',
    emit: [],
    outputDir: `{projectRoot}/${name}`,
  },
  ...more,
});

const file = (root: string, tasks: object): WorkflowFile => ({
  file: `${root}/nx-workflow.json`,
  text: JSON.stringify({ name: root, tasks }),
});

function targetsOf(files: readonly WorkflowFile[], root: string, workspace: FakeWorkspace = {}) {
  const all = inferWorkflows(files, fakeFacts(workspace));
  expect(renderDiagnostics(all.flatMap(({ diagnostics }) => diagnostics))).toBe('');
  return all.find((one) => one.file.startsWith(`${root}/`))?.projects[root]?.targets ?? {};
}

const targets = (tasks: object): Readonly<Record<string, TargetConfiguration>> => targetsOf([file('k', tasks)], 'k');

function said(tasks: object, workspace: FakeWorkspace = {}): string[] {
  const all = inferWorkflows([file('k', tasks)], fakeFacts(workspace));
  return renderDiagnostics(all.flatMap(({ diagnostics }) => diagnostics))
    .split('\n')
    .filter((line) => /^\S|hint/.test(line))
    .map((line) => line.replace(/:\d+:\d+ /, ' ').trim());
}

test('a task with committed code has a check target, which nx sync uses', () => {
  const all = targets({ gen: codegen('out', { phase: 'one', configurations: { ci: { workers: 1 } } }) });
  expect(all['gen-check']).toEqual({
    executor: 'nx-workflow:check',
    options: { codegen: 'gen' },
    configurations: { ci: {} },
    inputs: [...(all['gen']?.inputs ?? []), '{workspaceRoot}/k/out/**/*'],
    outputs: [],
    cache: false,
    syncGenerators: ['nx-workflow:sync'],
    metadata: {
      description: 'Fail if the committed code of gen is stale',
      technologies: ['nx-workflow'],
      help: { command: 'npx nx show target k:gen-check', example: { args: ['--verbose'] } },
      nxWorkflow: { workflow: 'k', task: 'gen-check', phase: 'one' },
    },
  });
  expect(all['gen']).not.toHaveProperty('committed');
  expect(all['gen']).not.toHaveProperty('syncGenerators');
  expect(all['workflow']?.dependsOn).toEqual([{ target: 'gen', projects: ['k'] }]);
  expect(targets({ gen: codegen('out', { committed: false }) })).not.toHaveProperty('gen-check');
});

test('it waits for the checks of committed code that the task reads, even in another file', () => {
  const up = file('up', { one: codegen('one') });
  const files = [
    up,
    file('k', { two: codegen('two', { dependsOn: ['up:one'] }), three: codegen('three', { dependsOn: ['two'] }) }),
  ];
  const all = targetsOf(files, 'k');
  expect(all['three-check']).toMatchObject({ dependsOn: ['two-check'], syncGenerators: ['nx-workflow:sync'] });
  expect(all['two-check']).toMatchObject({
    dependsOn: ['up:one-check'],
    syncGenerators: ['nx-workflow:sync'],
  });
  expect(all['two']?.dependsOn).toEqual(['up:one']);
});

test('outputs that are not committed are generated first, and nx sync skips the check', () => {
  const fetch = { command: 'x', outputs: ['{projectRoot}/fetched'] };
  const all = targets({
    fetch,
    plain: codegen('plain', { committed: false }),
    gen: codegen('out', { dependsOn: ['fetch', 'plain'] }),
  });
  expect(all['gen-check']?.dependsOn).toEqual(['fetch', 'plain']);
  expect(all['gen-check']).not.toHaveProperty('syncGenerators');
  expect(all['gen-check']?.metadata?.description).toBe(
    'Fail if the committed code of gen is stale; nx sync skips it, because it reads outputs of other tasks',
  );
  // An order edge carries no data.
  expect(targets({ fetch, gen: codegen('out', { after: ['fetch'] }) })['gen-check']).not.toHaveProperty('dependsOn');
});

test('only codegen tasks can be committed, and the name of the check is reserved', () => {
  expect(said({ run: { command: 'x', committed: true } })).toEqual([
    'k/nx-workflow.json error committed: task "run" generates no code, so it has none to commit',
    'hint: remove "committed"',
  ]);
  expect(said({ gen: codegen('out'), 'gen-check': { command: 'x' } })).toEqual([
    'k/nx-workflow.json error reserved-name: "gen-check" is the target that checks the committed code of "gen", so no task can have this name',
    'hint: rename the task, or remove "committed" from "gen"',
  ]);
  expect(said({ gen: codegen('out', { committed: false }), 'gen-check': { command: 'x' } })).toEqual([]);
});

test('an output folder that git ignores cannot be committed', () => {
  const ignored = { isIgnored: (path: string) => path.startsWith('k/out/'), mayMatch: () => false };
  expect(said({ gen: codegen('out') }, { ignored })).toEqual([
    'k/nx-workflow.json error committed: git ignores "k/out", so the code of "gen" is not committed',
    'hint: take the folder out of .gitignore, or remove "committed"',
  ]);
  expect(said({ gen: codegen('out', { committed: false }), more: codegen('more') }, { ignored })).toEqual([]);
});

test('an order edge may lead to the check, and a data edge hashes nothing of it', () => {
  const run = (edges: object): object => ({ gen: codegen('out'), run: { command: 'x', ...edges } });
  const toCheck = [{ target: 'gen-check' }];
  expect(targets(run({ after: toCheck }))['run']?.dependsOn).toEqual(toCheck);
  expect(said(run({ dependsOn: toCheck }))).toEqual([]);
});

test('an edge to a task leads to its check target', () => {
  expect(['gen', 'shop:gen', { target: 'gen', projects: ['shop'] }].map(toCheckEdge)).toEqual([
    'gen-check',
    'shop:gen-check',
    { target: 'gen-check', projects: ['shop'] },
  ]);
});
