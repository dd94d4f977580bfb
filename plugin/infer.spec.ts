import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { inferWorkflows, type InferredFile } from './infer';

const LIBS = { 'libs/a': { name: 'a' }, 'libs/b': { name: 'bb' }, 'apps/k': { name: 'k' } };

function infer(tasks: object, workspace: FakeWorkspace = { projects: LIBS }, rest: object = {}): InferredFile {
  const text = JSON.stringify({ name: 'k', ...rest, tasks }, null, 2);
  const [result] = inferWorkflows([{ file: 'apps/k/nx-workflow.json', text }], fakeFacts(workspace));
  if (!result) throw new Error('nothing was inferred');
  return result;
}

const target = (result: InferredFile, root: string, name: string) => result.projects[root]?.targets?.[name];
/** The input with the definition of a task, for targets on other projects than the file's. */
const definition = (task: string) => ({
  json: '{workspaceRoot}/apps/k/nx-workflow.json',
  fields: [`tasks.${task}`],
  excludeFields: ['id', 'phase', 'description', 'metadata'].map((field) => `tasks.${task}.${field}`),
});
const said = (result: InferredFile): string => renderDiagnostics(result.diagnostics);

/** All objects in a value, and the value itself. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe('the targets of a task', () => {
  test('projects share no objects, since Nx mutates dependencies', () => {
    const result = infer({
      gen: {
        project: ['libs/a', 'libs/b'],
        executor: 'nx-workflow:codegen',
        options: { outputDir: '{projectRoot}/gen', compile: [{ compiler: 'typescript' }] },
        dependsOn: [{ target: 'build' }],
        inputs: [{ env: 'MODE' }],
      },
      build: { project: ['libs/a', 'libs/b'], command: 'x', outputs: ['{projectRoot}/build'] },
    });
    expect(said(result)).toBe('');
    const [ofA, ofB] = ['libs/a', 'libs/b'].map((root) => result.projects[root]?.targets);
    expect(ofB).toHaveProperty('gen.dependsOn', [{ target: 'build' }]);
    expect(ofB).toHaveProperty('gen-typecheck');
    const known = new Set(objectsIn(ofA));
    expect(objectsIn(ofB).filter((one) => known.has(one))).toEqual([]);
  });

  test('a command on the own project: default inputs, cache, metadata', () => {
    const result = infer({
      index: {
        id: 7,
        phase: 'one',
        description: 'Index it',
        command: 'x',
        outputs: ['{projectRoot}/build/index'],
        options: { cwd: 'apps' },
      },
      other: { command: 'y', outputs: ['{projectRoot}/gen/*.ts'] },
      noOutputs: { command: 'z' },
    });
    expect(said(result)).toBe('');
    expect(target(result, 'apps/k', 'index')).toEqual({
      command: 'x',
      options: { cwd: 'apps' },
      outputs: ['{projectRoot}/build/index'],
      inputs: ['nx-workflow:k'],
      cache: true,
      metadata: {
        description: 'Index it',
        technologies: ['nx-workflow'],
        help: { command: 'npx nx show target k:index', example: { args: ['--verbose'] } },
        nxWorkflow: { workflow: 'k', task: 'index', phase: 'one', id: 7 },
      },
    });
    expect(target(result, 'apps/k', 'noOutputs')).not.toHaveProperty('cache');
    const sources = [
      'default',
      '!{projectRoot}/build/index',
      '!{projectRoot}/build/index/**/*',
      '!{projectRoot}/gen/*.ts',
    ];
    expect(result.projects['apps/k']).toMatchObject({
      root: 'apps/k',
      name: 'k',
      namedInputs: { 'nx-workflow:k': sources },
    });
  });

  test('metadata for the views of Nx and for run records', () => {
    const result = infer(
      {
        a: { command: 'x', outputs: [] },
        bb: { command: 'x', dependsOn: ['a'], after: ['a', 'gen', '^lint'] },
        gen: { executor: 'nx-workflow:codegen', options: { outputDir: '{projectRoot}/g' }, after: ['^lint'] },
      },
      { projects: LIBS },
      { name: 'flow' },
    );
    expect(target(result, 'apps/k', 'bb')?.metadata).toStrictEqual({
      technologies: ['nx-workflow'],
      help: { command: 'npx nx show target k:bb', example: { args: ['--verbose'] } },
      nxWorkflow: { workflow: 'flow', task: 'bb', after: ['gen'] },
    });
    expect(target(result, 'apps/k', 'gen')?.metadata).toStrictEqual({
      technologies: ['nx-workflow', 'handlebars'],
      help: { command: 'npx nx-workflow explain k:gen', example: { options: { verbose: true } } },
      nxWorkflow: { workflow: 'flow', task: 'gen' },
    });
  });

  test('fields of Nx are passed on, and user values win', () => {
    const result = infer({
      a: {
        executor: 'x:y',
        outputs: ['{projectRoot}/o'],
        cache: false,
        inputs: ['{projectRoot}/src/**/*', { env: 'E' }],
        parallelism: false,
        configurations: { ci: { fast: true } },
        metadata: { description: 'mine', owner: 'me' },
      },
      serve: { command: 'x', continuous: true, outputs: ['{projectRoot}/log'] },
    });
    expect(target(result, 'apps/k', 'a')).toMatchObject({
      executor: 'x:y',
      cache: false,
      inputs: ['{projectRoot}/src/**/*', { env: 'E' }],
      parallelism: false,
      configurations: { ci: { fast: true } },
      metadata: { description: 'mine', owner: 'me', technologies: ['nx-workflow'] },
    });
    expect(target(result, 'apps/k', 'serve')).not.toHaveProperty('cache');
  });

  test('a task on several projects: a list, a glob, exclusions', () => {
    const result = infer({
      listed: { command: 'x', project: ['libs/b', './libs/a/'] },
      globbed: { command: 'x', project: ['libs/*', '!libs/b'] },
      here: { command: 'x', project: 'apps/k' },
    });
    expect(said(result)).toBe('');
    expect(Object.keys(result.projects['libs/a']?.targets ?? {})).toEqual(['listed', 'globbed']);
    expect(Object.keys(result.projects['libs/b']?.targets ?? {})).toEqual(['listed']);
    expect(result.projects['libs/a']?.name).toBe('a');
    expect(target(result, 'apps/k', 'here')).toBeDefined();
    expect(target(result, 'apps/k', 'workflow')?.dependsOn).toEqual([
      { target: 'listed', projects: ['a', 'bb'] },
      { target: 'globbed', projects: ['a'] },
      { target: 'here', projects: ['k'] },
    ]);
  });

  test('a glob that matches one project, and the folder of the file without a project.json', () => {
    expect(said(infer({ one: { command: 'x', project: 'apps/*' } }))).toBe('');
    expect(said(infer({ here: { command: 'x', project: 'apps/k' } }, {}))).toBe('');
  });
});

describe('edges', () => {
  const tasks = {
    first: { id: 1, command: 'x', outputs: ['{projectRoot}/build/first', '!{projectRoot}/build/first/tmp'] },
    each: { command: 'x', project: 'libs/*', outputs: ['{projectRoot}/build/each'], dependsOn: [1] },
    paired: { command: 'x', project: 'libs/*', inputs: [], dependsOn: ['each'] },
    all: { command: 'x', project: 'libs/a', inputs: [], dependsOn: [{ task: 'each', projects: '*' }] },
    end: { command: 'x', inputs: [], dependsOn: ['each'], after: ['first', 'paired'] },
  };
  const EACH_A = { dependentTasksOutputFiles: 'libs/a/build/{each,each/**/*}' };
  const EACH_B = { dependentTasksOutputFiles: 'libs/b/build/{each,each/**/*}' };

  test('a data edge hashes the outputs that the upstream declares', () => {
    const each = target(infer(tasks), 'libs/a', 'each');
    expect(each?.dependsOn).toEqual([{ target: 'first', projects: ['k'] }]);
    expect(each?.inputs).toEqual([
      'default',
      '!{projectRoot}/build/each',
      '!{projectRoot}/build/each/**/*',
      { dependentTasksOutputFiles: 'apps/k/build/{first,first/**/*}' },
      definition('each'),
    ]);
  });

  test('the same project if the upstream task is on it, otherwise or on request all of them', () => {
    const result = infer(tasks);
    expect(target(result, 'libs/b', 'paired')).toMatchObject({
      dependsOn: ['each'],
      inputs: [EACH_B, definition('paired')],
    });
    expect(target(result, 'libs/a', 'all')).toMatchObject({
      dependsOn: [{ target: 'each', projects: ['a', 'bb'] }],
      inputs: [EACH_A, EACH_B, definition('all')],
    });
    expect(target(result, 'apps/k', 'end')?.inputs).toEqual([EACH_A, EACH_B]);
  });

  test('an order edge hashes nothing', () => {
    expect(target(infer(tasks), 'apps/k', 'end')?.dependsOn).toEqual([
      { target: 'each', projects: ['a', 'bb'] },
      'first',
      { target: 'paired', projects: ['a', 'bb'] },
    ]);
  });

  test('narrowed outputs, arguments passed on, and any form of Nx', () => {
    const result = infer({
      up: { command: 'x', outputs: ['{projectRoot}/o', '{options.file}'], options: { file: 'apps/k/f.json' } },
      down: {
        command: 'x',
        inputs: [],
        dependsOn: [{ task: 'up', outputs: ['{projectRoot}/o/a.json'], params: 'forward' }, '^build'],
        after: [{ target: 'lint', projects: ['a'] }],
      },
      whole: { command: 'x', inputs: [], dependsOn: ['up'] },
      lint: { command: 'x', project: 'libs/a', outputs: ['{projectRoot}/lint'] },
    });
    expect(said(result)).toBe('');
    expect(target(result, 'apps/k', 'down')).toMatchObject({
      dependsOn: [{ target: 'up', params: 'forward' }, '^build', { target: 'lint', projects: ['a'] }],
      inputs: [
        { dependentTasksOutputFiles: 'apps/k/o/{a.json,a.json/**/*}' },
        {
          dependentTasksOutputFiles:
            '!{**/.codegen-manifest.json,libs/a/lint,libs/a/lint/**,apps/k/o,apps/k/o/**,apps/k/f.json,apps/k/f.json/**}',
        },
      ],
    });
    expect(target(result, 'apps/k', 'whole')?.inputs).toEqual([
      { dependentTasksOutputFiles: 'apps/k/{o,o/**/*}' },
      { dependentTasksOutputFiles: 'apps/k/{f.json,f.json/**/*}' },
    ]);
  });

  test('a task of the workspace root', () => {
    const text = JSON.stringify({
      name: 'root',
      tasks: {
        up: { command: 'x', outputs: ['{projectRoot}/dist', '{workspaceRoot}/out/*.js'] },
        down: { command: 'x', dependsOn: ['up'] },
      },
    });
    const facts = fakeFacts({ projects: { '.': { name: 'ws' } } });
    const [result] = inferWorkflows([{ file: 'nx-workflow.json', text }], facts);
    expect(result?.projects['.']?.targets?.['down']).toMatchObject({
      dependsOn: ['up'],
      inputs: [
        'nx-workflow:ws',
        { dependentTasksOutputFiles: '{dist,dist/**/*}' },
        { dependentTasksOutputFiles: 'out/*.js' },
      ],
    });
  });
});

describe('a code generation task', () => {
  const options = {
    patterns: ['{projectRoot}/patterns/**/*.yaml', '!{projectRoot}/patterns/draft/**'],
    templates: ['shared/templates/*.hbs'],
    partials: ['{workspaceRoot}/shared/partials/**/*.hbs'],
    schema: '{projectRoot}/pattern.schema.json',
    helpers: 'shared/helpers.js',
    compile: [{ compiler: 'typescript' }, { compiler: 'typescript', transformer: 'typescript' }],
    emit: [],
    outputDir: '{projectRoot}/generated',
  };
  const tasks = {
    gen: { executor: 'nx-workflow:codegen', options, project: 'libs/*', inputs: [{ env: 'CXX' }] },
    use: { command: 'x', project: 'libs/*', inputs: [], dependsOn: ['gen'] },
  };
  const workspace: FakeWorkspace = {
    projects: LIBS,
    installed: ['handlebars', 'oxc-transform', 'scule'],
    closure: {
      files: ['shared/helpers.js', 'shared/lib.js', '../outside.js'],
      packages: ['scule', 'not-there'].map((name) => ({ name, from: 'shared' })),
    },
  };

  test('is hashed by the lock file if its modules resolve another version of a package', () => {
    const result = infer(tasks, {
      ...workspace,
      installed: ['oxc-transform', 'scule'],
      lockedFrom: { shared: 'a.lock' },
    });
    expect(target(result, 'libs/a', 'gen')?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/a.lock', { externalDependencies: ['oxc-transform'] }]),
    );
  });

  test('gets inputs, outputs and cache from its options, on each project', () => {
    const result = infer(tasks, workspace);
    expect(said(result)).toBe('');
    expect(target(result, 'libs/a', 'gen')).toMatchObject({
      executor: 'nx-workflow:codegen',
      options,
      cache: true,
      outputs: ['{options.outputDir}'],
      inputs: [
        '{workspaceRoot}/libs/a/patterns/**/*.yaml',
        '!{workspaceRoot}/libs/a/patterns/draft/**',
        '{workspaceRoot}/shared/templates/*.hbs',
        '{workspaceRoot}/shared/partials/**/*.hbs',
        '{workspaceRoot}/libs/a/pattern.schema.json',
        '{workspaceRoot}/shared/helpers.js',
        '{workspaceRoot}/shared/lib.js',
        { env: 'CXX' },
        { externalDependencies: ['handlebars', 'oxc-transform', 'scule'] },
        definition('gen'),
        { externalDependencies: ['nx-workflow'] },
      ],
    });
  });

  test('its manifest is not hashed into dependants', () => {
    expect(target(infer(tasks, workspace), 'libs/b', 'use')?.inputs).toEqual([
      { dependentTasksOutputFiles: 'libs/b/generated/**/!(.codegen-manifest.json)' },
      definition('use'),
    ]);
  });

  test('an output directory from the workspace root', () => {
    const result = infer({ gen: { executor: 'nx-workflow:codegen', options: { ...options, outputDir: 'out/gen' } } });
    expect(target(result, 'apps/k', 'gen')?.outputs).toEqual(['{options.outputDir}']);
  });
});

describe('the identity of this package', () => {
  const tasks = {
    gen: { executor: 'nx-workflow:codegen', options: { outputDir: '{projectRoot}/g' } },
    run: { command: 'x', inputs: [], options: { env: { A: '1' } } },
    narrow: { command: 'x', inputs: [{ externalDependencies: ['semver'] }] },
    other: { executor: 'x:y', inputs: [], options: { a: 1 } },
  };

  test('installed: by name, but without narrowing what else is hashed', () => {
    const result = infer(tasks, { projects: LIBS, implementation: { kind: 'installed' } });
    const own = { externalDependencies: ['nx-workflow'] };
    expect(target(result, 'apps/k', 'gen')?.inputs).toEqual([own]);
    expect(target(result, 'apps/k', 'narrow')?.inputs).toEqual([{ externalDependencies: ['semver'] }, own]);
    expect(target(result, 'apps/k', 'run')?.inputs).toEqual([]);
  });

  test('in the workspace: its built files', () => {
    const result = infer(tasks, { projects: LIBS, implementation: { kind: 'workspace', dist: 'tools/dist' } });
    const own = { fileset: '{workspaceRoot}/tools/dist/**/*.js', includeIgnored: true };
    for (const name of ['run', 'other']) expect(target(result, 'apps/k', name)?.inputs).toEqual([own]);
    // The manifest contains the version.
    const version = { json: '{workspaceRoot}/tools/package.json', fields: ['version'] };
    expect(target(result, 'apps/k', 'gen')?.inputs).toEqual([own, version]);
  });

  test('linked: a hash in the options of the executors that take it', () => {
    const result = infer(tasks, { projects: LIBS, implementation: { kind: 'linked', hash: 'h' } });
    expect(target(result, 'apps/k', 'gen')?.options).toEqual({ outputDir: '{projectRoot}/g', implementation: 'h' });
    expect(target(result, 'apps/k', 'run')?.options).toEqual({ env: { A: '1', NX_WORKFLOW_IMPLEMENTATION: 'h' } });
    expect(target(result, 'apps/k', 'other')?.options).toEqual({ a: 1 });
  });
});

describe('umbrella targets', () => {
  const tasks = {
    a: { command: 'x', phase: 'one' },
    bb: { command: 'x', phase: 'two', project: 'libs/*' },
    c: { command: 'x' },
  };

  test('the whole workflow and each phase', () => {
    const result = infer(tasks, { projects: LIBS }, { phases: ['one', 'two', 'empty'] });
    expect(target(result, 'apps/k', 'workflow')).toMatchObject({
      executor: 'nx:noop',
      cache: false,
      dependsOn: [
        { target: 'a', projects: ['k'] },
        { target: 'bb', projects: ['a', 'bb'] },
        { target: 'c', projects: ['k'] },
      ],
    });
    expect(target(result, 'apps/k', 'workflow-two')?.dependsOn).toEqual([{ target: 'bb', projects: ['a', 'bb'] }]);
    expect(target(result, 'apps/k', 'workflow-empty')?.dependsOn).toEqual([]);
    expect(result.projects['apps/k']?.metadata).toEqual({
      technologies: ['nx-workflow'],
      targetGroups: { 'k: one': ['a'], k: ['c', 'workflow', 'workflow-one', 'workflow-two', 'workflow-empty'] },
    });
    expect(result.projects['libs/a']?.metadata?.targetGroups).toEqual({ 'k: two': ['bb'] });
  });

  test('their name is configurable', () => {
    const text = JSON.stringify({ name: 'k', tasks });
    const files = [{ file: 'apps/k/nx-workflow.json', text }];
    const [result] = inferWorkflows(files, fakeFacts({ projects: LIBS }), { workflowTargetName: 'pipeline' });
    expect(Object.keys(result?.projects['apps/k']?.targets ?? {})).toEqual([
      'a',
      'c',
      'pipeline',
      'pipeline-one',
      'pipeline-two',
    ]);
  });
});

describe('a broken file', () => {
  test('each readable task, the workflow and its phases become targets that print the errors', () => {
    const text =
      '{ "name": "k", "phases": ["one"], "tasks": { "a": { "command": "x", "project": "libs/*" }, "bb": { "comand": 1 }, "c:d": {} } }';
    const [result] = inferWorkflows([{ file: 'apps/k/nx-workflow.json', text }], fakeFacts({ projects: LIBS }));
    expect(Object.keys(result?.projects['apps/k']?.targets ?? {})).toEqual(['workflow', 'workflow-one', 'bb']);
    expect(Object.keys(result?.projects['libs/b']?.targets ?? {})).toEqual(['a']);
    const failing = result?.projects['libs/b']?.targets?.['a'];
    expect(failing).toMatchObject({ executor: 'nx:run-commands', cache: false });
    const shown = decodeURIComponent(
      (failing?.options as { env: Record<string, string> }).env['NX_WORKFLOW_BROKEN'] ?? '',
    );
    expect(shown).toBe(
      [
        'apps/k/nx-workflow.json is broken (1 error), so none of its tasks can run.',
        'apps/k/nx-workflow.json:1:100 error unknown-property: a task has no property "comand"',
        `  1 | ${text}`,
        `    | ${' '.repeat(99)}^^^^^^^^`,
        '  hint: did you mean "command"?',
      ].join('\n'),
    );
  });

  test('a task on one other project fails there; a project without a name, and one without a task, have no target', () => {
    const projects = { ...LIBS, 'libs/nameless': {} };
    const tasks = { one: { command: 'x', project: 'libs/b' }, all: { command: 'x', project: 'libs/*' }, bad: 1 };
    const result = infer(tasks, { projects });
    const made = Object.values(result.projects).map(({ name, targets = {} }) => [name, Object.keys(targets)]);
    expect(made).toEqual([
      ['k', ['workflow', 'bad']],
      ['bb', ['one', 'all']],
      ['a', ['all']],
    ]);
  });

  test('a task without a name gets no target', () => {
    expect(Object.keys(infer({ '': { command: 'x' }, a: { command: 'x' } }).projects['apps/k']?.targets ?? {})).toEqual(
      ['workflow', 'a'],
    );
  });

  test('the more targets, the shorter the message of each, since all are in the graph', () => {
    const unknown = { ['p'.repeat(600)]: 1 };
    const tasks = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`t${at}`, { command: 'x', ...unknown }]));
    const { options } = target(infer(tasks), 'apps/k', 't7')!;
    const { length } = (options as { env: { NX_WORKFLOW_BROKEN: string } }).env.NX_WORKFLOW_BROKEN;
    // A hundredth of 2 MB; it is cut in half until it fits.
    expect([length > 10_000, length <= 20_000]).toEqual([true, true]);
  });

  test('a file that cannot be read for a known reason', () => {
    const problem = { message: 'the workflow file is a folder, not a file', hint: 'put a file in its place' };
    const [result] = inferWorkflows([{ file: 'apps/k/nx-workflow.json', text: undefined, problem }], fakeFacts());
    expect(said(result!)).toBe(
      'apps/k/nx-workflow.json error unreadable-file: the workflow file is a folder, not a file\n' +
        '  hint: put a file in its place',
    );
  });

  test('a file that cannot be read', () => {
    const [result] = inferWorkflows([{ file: 'apps/k/nx-workflow.json', text: undefined }], fakeFacts());
    expect(said(result!)).toBe(
      'apps/k/nx-workflow.json error unreadable-file: the workflow file cannot be read\n' +
        '  hint: check its permissions, and that it is a file',
    );
    expect(result?.projects['apps/k']).toMatchObject({ name: 'k', targets: { workflow: {} } });
  });
});

test('500 files request each fact of the workspace at most once', () => {
  const facts = fakeFacts({ projects: LIBS });
  let scans = 0;
  const counting = { ...facts, matchProjects: (glob: string) => (scans++, facts.matchProjects(glob)) };
  const files = Array.from({ length: 500 }, (_, i) => ({
    file: `apps/p${i}/nx-workflow.json`,
    text: JSON.stringify({ name: `p${i}`, tasks: { build: { command: 'x', outputs: ['{projectRoot}/o'] } } }),
  }));
  const results = inferWorkflows(files, counting);
  expect(results.flatMap((result) => result.diagnostics)).toEqual([]);
  expect(new Set(results.map((result) => Object.values(result.projects)[0]?.name)).size).toBe(500);
  expect(scans).toBe(0);
});
