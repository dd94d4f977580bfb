import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { inferWorkflows, type WorkflowFile } from './infer';

const PROJECTS = { 'libs/a': { name: 'a' }, 'libs/b': { name: 'bb' }, 'apps/k': { name: 'k' } };

/** The findings about one workflow file in apps/k, with one task per line. */
function said(tasks: readonly string[], workspace: FakeWorkspace = { projects: PROJECTS }): string {
  const text = ['{ "name": "k", "tasks": {', `  ${tasks.join(',\n  ')}`, '} }'].join('\n');
  return saidOf([{ file: 'apps/k/nx-workflow.json', text }], workspace);
}

function saidOf(files: readonly WorkflowFile[], workspace: FakeWorkspace): string {
  const results = inferWorkflows(files, fakeFacts(workspace));
  return renderDiagnostics(results.flatMap((result) => result.diagnostics));
}

test('missing project roots', () => {
  expect(
    said(
      [
        '"a": { "command": "x", "project": "libs/c" }',
        '"bb": { "command": "x", "project": ["libs/a", "tools/*"] }',
        '"c": { "command": "x", "project": "a" }',
        '"d": { "command": "x", "project": "libs/nameless" }',
        '"ee": { "command": "x", "project": ["libs/a", "!libs/*"] }',
      ],

      { projects: { ...PROJECTS, 'libs/nameless': {} } },
    ),
  ).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:2:37 error missing-project-root: "libs/c" is not the root of a project
     2 |   "a": { "command": "x", "project": "libs/c" },
       |                                     ^^^^^^^^
     hint: paths are relative to the workspace root; the folder needs a project.json or package.json with a name
   apps/k/nx-workflow.json:3:49 error missing-project-root: no project matches "tools/*"
     3 |   "bb": { "command": "x", "project": ["libs/a", "tools/*"] },
       |                                                 ^^^^^^^^^
     hint: globs are relative to the workspace root; each folder needs a project.json or package.json with a name
   apps/k/nx-workflow.json:4:37 error missing-project-root: "a" is not the root of a project
     4 |   "c": { "command": "x", "project": "a" },
       |                                     ^^^
     hint: "a" is a project's name; write its root, "libs/a"
   apps/k/nx-workflow.json:5:37 error missing-project-root: the package.json in "libs/nameless" has no name
     5 |   "d": { "command": "x", "project": "libs/nameless" },
       |                                     ^^^^^^^^^^^^^^^
     hint: give it a "name"
   apps/k/nx-workflow.json:6:38 error missing-project-root: task "ee" runs on no project
     6 |   "ee": { "command": "x", "project": ["libs/a", "!libs/*"] }
       |                                      ^^^^^^^^^^^^^^^^^^^^^
     hint: name at least one project root"
  `);
});

test('project roots that cannot exist', () => {
  expect(said(['"a": { "command": "x", "project": ["../c", "x{1..1001}"] }'])).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:2:38 error missing-project-root: "../c" leads out of the workspace
     2 |   "a": { "command": "x", "project": ["../c", "x{1..1001}"] }
       |                                      ^^^^^^
     hint: paths are relative to the workspace root
   apps/k/nx-workflow.json:2:46 error missing-project-root: "x{1..1001}" expands to more than 1000 paths
     2 |   "a": { "command": "x", "project": ["../c", "x{1..1001}"] }
       |                                              ^^^^^^^^^^^^
     hint: use fewer braces, or write several globs"
  `);
  expect(said(['"a": { "command": "x", "project": "x{1..1000}" }'])).toContain('no project matches "x{1..1000}"');
});

test('outputs that two targets own', () => {
  expect(
    said([
      '"same": { "command": "x", "outputs": ["{projectRoot}/build/o"] }',
      '"again": { "command": "x", "outputs": ["{workspaceRoot}/apps/k/build/o/"] }',
      '"inside": { "command": "x", "outputs": ["{projectRoot}/build/o/deep/file.json"] }',
      '"glob": { "command": "x", "outputs": ["{projectRoot}/build/*/x.txt", "{projectRoot}/build/o/**/*.js"] }',
      '"shared": { "command": "x", "project": "libs/*", "outputs": ["{workspaceRoot}/dist/all"] }',
      '"gen": { "executor": "nx-workflow:codegen", "options": { "outputDir": "dist/all/gen" } }',
    ]),
  ).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:3:41 error overlapping-outputs: "same" and "again" both own "apps/k/build/o"
     3 |   "again": { "command": "x", "outputs": ["{workspaceRoot}/apps/k/build/o/"] },
       |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: Nx replaces an output whole on a cache hit: give each task a directory of its own
   apps/k/nx-workflow.json:4:42 error overlapping-outputs: "same" and "inside" both own "apps/k/build/o" and "apps/k/build/o/deep/file.json"
     4 |   "inside": { "command": "x", "outputs": ["{projectRoot}/build/o/deep/file.json"] },
       |                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: Nx replaces an output whole on a cache hit: give each task a directory of its own
   apps/k/nx-workflow.json:5:40 error overlapping-outputs: "again" and "glob" both own "apps/k/build/o" and "apps/k/build/*/x.txt"
     5 |   "glob": { "command": "x", "outputs": ["{projectRoot}/build/*/x.txt", "{projectRoot}/build/o/**/*.js"] },
       |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: Nx replaces an output whole on a cache hit: give each task a directory of its own
   apps/k/nx-workflow.json:5:40 error overlapping-outputs: "same" and "glob" both own "apps/k/build/o" and "apps/k/build/*/x.txt"
     5 |   "glob": { "command": "x", "outputs": ["{projectRoot}/build/*/x.txt", "{projectRoot}/build/o/**/*.js"] },
       |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: Nx replaces an output whole on a cache hit: give each task a directory of its own
   apps/k/nx-workflow.json:6:63 error overlapping-outputs: task "shared" writes to "dist/all" on both "libs/a" and "libs/b"
     6 |   "shared": { "command": "x", "project": "libs/*", "outputs": ["{workspaceRoot}/dist/all"] },
       |                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: use {projectRoot}, so that each project has its own
   apps/k/nx-workflow.json:7:73 error overlapping-outputs: "shared" and "gen" both own "dist/all" and "dist/all/gen"
     7 |   "gen": { "executor": "nx-workflow:codegen", "options": { "outputDir": "dist/all/gen" } }
       |                                                                         ^^^^^^^^^^^^^^
     hint: Nx replaces an output whole on a cache hit: give each task a directory of its own"
  `);
});

test('adjacent outputs are fine', () => {
  expect(
    said([
      '"a": { "command": "x", "outputs": ["{projectRoot}/build/a", "{projectRoot}/build/*.js"] }',
      '"bb": { "command": "x", "outputs": ["{projectRoot}/build/ab", "{projectRoot}/build/*.map"] }',
      '"c": { "command": "x", "project": "libs/*", "outputs": ["{projectRoot}/build", "!{projectRoot}/build/tmp"] }',
      '"d": { "command": "x", "outputs": ["{workspaceRoot}/dist/{projectName}/d"] }',
    ]),
  ).toBe('');
});

test('invalid outputs', () => {
  expect(
    said([
      '"whole": { "command": "x", "project": "libs/*", "outputs": ["{projectRoot}"] }',
      '"outside": { "command": "x", "outputs": ["{projectRoot}/../../../o"] }',
      '"bare": { "command": "x", "outputs": ["./build"] }',
      '"gen": { "executor": "nx-workflow:codegen", "options": { "outputDir": "{projectRoot}" } }',
    ]),
  ).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:2:63 error invalid-output: the output "{projectRoot}" is a whole project, and Nx would delete its sources on a cache hit
     2 |   "whole": { "command": "x", "project": "libs/*", "outputs": ["{projectRoot}"] },
       |                                                               ^^^^^^^^^^^^^^^
     hint: write to a directory of its own, like "{projectRoot}/build"
   apps/k/nx-workflow.json:3:44 error invalid-output: the output "{projectRoot}/../../../o" lies outside the workspace
     3 |   "outside": { "command": "x", "outputs": ["{projectRoot}/../../../o"] },
       |                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: Nx can only cache files of the workspace
   apps/k/nx-workflow.json:4:41 error invalid-output: the output "./build" does not start with {projectRoot} or {workspaceRoot}
     4 |   "bare": { "command": "x", "outputs": ["./build"] },
       |                                         ^^^^^^^^^
     hint: write "{projectRoot}/build"
   apps/k/nx-workflow.json:5:73 error invalid-output: the output "{projectRoot}" is a whole project, and Nx would delete its sources on a cache hit
     5 |   "gen": { "executor": "nx-workflow:codegen", "options": { "outputDir": "{projectRoot}" } }
       |                                                                         ^^^^^^^^^^^^^^^
     hint: write to a directory of its own, like "{projectRoot}/build""
  `);
});

test('an invalid output folder is marked where it is written: in the options, or else in a configuration', () => {
  const bad = '"outputDir": "{projectRoot}"';
  const columns = [
    `"gen": { "executor": "nx-workflow:codegen", "options": { ${bad} }, "configurations": { "ci": { ${bad} } } }`,
    `"gen": { "executor": "nx-workflow:codegen", "options": {}, "configurations": { "a": {}, "ci": { ${bad} } } }`,
  ].map((line) => [/:2:(\d+) error invalid-output/.exec(said([line]))?.[1], line.indexOf('"{projectRoot}"') + 3]);
  for (const [at, expected] of columns) expect(Number(at)).toBe(expected);
});

test('invalid outputs are not reported as overlapping in addition', () => {
  const findings = ['{projectRoot}', '{workspaceRoot}', '{projectRoot}/../../../o'].map((output) =>
    said(['a', 'bb'].map((name) => `"${name}": { "command": "x", "outputs": ["${output}"] }`)),
  );
  for (const text of findings) {
    expect(text.match(/error invalid-output/g)).toHaveLength(2);
    expect(text).not.toContain('overlapping-outputs');
  }
});

test('outputs of a codegen task beside its folder are marked at their position', () => {
  expect(
    said([
      '"a": { "command": "x", "outputs": ["{projectRoot}/more"] }',
      '"gen": { "executor": "nx-workflow:codegen", "options": { "outputDir": "{projectRoot}/g" }, "outputs": ["{projectRoot}/more"] }',
    ]),
  ).toContain('apps/k/nx-workflow.json:3:105 error overlapping-outputs: "a" and "gen" both own "apps/k/more"');
});

test('an edge that names outputs of some configurations only', () => {
  expect(
    said([
      '"up": { "command": "x", "outputs": ["{projectRoot}/p"], "options": { "to": "apps/k/p" }, "configurations": { "ci": { "to": "apps/k/q" } } }',
      '"down": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{options.to}/x"] }] }',
    ]),
  ).toContain('error undeclared-output: "{options.to}/x" is not among the outputs of "up"');
});

test('the outputs of a task on several projects are shown as on one of them', () => {
  expect(
    said([
      '"up": { "command": "x", "project": "libs/*", "outputs": ["{projectRoot}/o"] }',
      '"down": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{projectRoot}/p"] }] }',
    ]),
  ).toMatch(/hint: it declares "libs\/a\/o"$/);
});

test('an edge that names a path that is not an output', () => {
  expect(
    said([
      '"up": { "command": "x", "outputs": ["{projectRoot}/build/up", "{projectRoot}/gen/*.ts"] }',
      '"none": { "command": "x" }',
      '"ok": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{projectRoot}/build/up/**/*.json", "{projectRoot}/gen/a.ts"] }] }',
      '"down": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{projectRoot}/biuld/up"] }, { "task": "none", "outputs": ["{projectRoot}/x"] }] }',
    ]),
  ).toMatchInlineSnapshot(`
   "apps/k/nx-workflow.json:5:71 error undeclared-output: "{projectRoot}/biuld/up" is not among the outputs of "up"
     5 |   "down": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{projectRoot}/biuld/up"] }, { "task": "none", "outputs": ["{projectRoot}/x"] }] }
       |                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^
     hint: it declares "apps/k/build/up", "apps/k/gen/*.ts"
   apps/k/nx-workflow.json:5:130 error undeclared-output: "{projectRoot}/x" is not among the outputs of "none"
     5 |   "down": { "command": "x", "dependsOn": [{ "task": "up", "outputs": ["{projectRoot}/biuld/up"] }, { "task": "none", "outputs": ["{projectRoot}/x"] }] }
       |                                                                                                                                  ^^^^^^^^^^^^^^^^^
     hint: it declares no outputs"
  `);
});

describe('names of projects', () => {
  const file = (folder: string, name: string): WorkflowFile => ({
    file: `${folder}/nx-workflow.json`,
    text: JSON.stringify({ name, tasks: {} }),
  });

  test('a folder without a project of its own is named after its workflow', () => {
    const [result] = inferWorkflows([file('tools/flow', 'nightly')], fakeFacts({ projects: PROJECTS }));
    expect(result?.projects['tools/flow']).toMatchObject({ root: 'tools/flow', name: 'nightly' });
  });

  test('two workflows of the same name: the first by path has it, the second is broken and gets another name', () => {
    const files = [file('tools/two', 'nightly'), file('tools/one', 'nightly')];
    expect(saidOf(files, { projects: PROJECTS })).toMatchInlineSnapshot(`
     "tools/two/nx-workflow.json:1:9 error duplicate-project-name: the workflow in "tools/one/nx-workflow.json" already has the name "nightly"
       1 | {"name":"nightly","tasks":{}}
         |         ^^^^^^^^^
       hint: choose another "name", or give the folder a project.json with a name of its own"
    `);
    const results = inferWorkflows(files, fakeFacts({ projects: PROJECTS }));
    expect(results.map((result) => Object.values(result.projects)[0]?.name)).toEqual(['nightly', 'two']);
  });

  test('a name that a project already has', () => {
    expect(saidOf([file('tools/flow', 'a')], { projects: PROJECTS })).toMatchInlineSnapshot(`
     "tools/flow/nx-workflow.json:1:9 error project-name-taken: the project in "libs/a" already has the name "a"
       1 | {"name":"a","tasks":{}}
         |         ^^^
       hint: choose another "name", or give the folder a project.json with a name of its own"
    `);
  });

  test('whatever happens, no two projects get the same name', () => {
    const files = [
      file('x/a', 'a'),
      file('y/a', 'a'),
      file('x-a', 'q'),
      file('z', 'x-a'),
      { file: 'a/nx-workflow.json', text: '{' },
    ];
    const results = inferWorkflows(files, fakeFacts({ projects: PROJECTS }));
    const names = results.map((result) => Object.values(result.projects)[0]?.name);
    expect(new Set([...names, 'a', 'bb', 'k']).size).toBe(names.length + 3);
  });

  test('with a project.json, its name counts', () => {
    const [result] = inferWorkflows([file('libs/a', 'bb')], fakeFacts({ projects: PROJECTS }));
    expect(result?.diagnostics).toEqual([]);
    expect(result?.projects['libs/a']?.name).toBe('a');
  });
});

test('two files that define the same target on a project', () => {
  const tasks = { build: { command: 'x', project: 'libs/a' } };
  const files = ['apps/k', 'apps/l'].map((folder) => ({
    file: `${folder}/nx-workflow.json`,
    text: JSON.stringify({ tasks }),
  }));
  expect(saidOf(files, { projects: PROJECTS })).toMatchInlineSnapshot(`
   "apps/l/nx-workflow.json:1:11 error duplicate-target: "apps/k/nx-workflow.json" already puts a target "build" on the project in "libs/a"
     1 | {"tasks":{"build":{"command":"x","project":"libs/a"}}}
       |           ^^^^^^^
     hint: rename one of the two tasks"
  `);
});

describe('overrides that Nx would merge over a task', () => {
  const TASKS = [
    '"build": { "command": "x", "outputs": ["{projectRoot}/o"] }',
    '"test": { "executor": "x:y", "dependsOn": ["build"] }',
  ];
  const withDefaults = (targetDefaults: Record<string, unknown>): string =>
    said(TASKS, { projects: PROJECTS, targetDefaults });

  test('target defaults by name, by executor and by glob', () => {
    expect(withDefaults({ build: { inputs: ['default'], outputs: [] } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:3 error replaced-by-target-defaults: "targetDefaults" in nx.json, entry "build", would replace "inputs" and "outputs" of "build"
       2 |   "build": { "command": "x", "outputs": ["{projectRoot}/o"] },
         |   ^^^^^^^
       hint: rename the task, or take "inputs" and "outputs" out of that entry"
    `);
    expect(withDefaults({ 'nx:run-commands': { inputs: ['default'], dependsOn: ['^build'] } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:3 error replaced-by-target-defaults: "targetDefaults" in nx.json, entry "nx:run-commands", would replace "inputs" of "build"
       2 |   "build": { "command": "x", "outputs": ["{projectRoot}/o"] },
         |   ^^^^^^^
       hint: take "inputs" out of that entry; it applies to every target with this executor"
    `);
    expect(withDefaults({ 't*': { dependsOn: ['^test'] } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:3:3 error replaced-by-target-defaults: "targetDefaults" in nx.json, entry "t*", would replace "dependsOn" of "test"
       3 |   "test": { "executor": "x:y", "dependsOn": ["build"] }
         |   ^^^^^^
       hint: take "dependsOn" out of that entry, or add an entry "test" without them, which wins over it"
    `);
    expect(withDefaults({ build: { command: 'y' } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:3 error replaced-by-target-defaults: "targetDefaults" in nx.json, entry "build", would replace "command" of "build"
       2 |   "build": { "command": "x", "outputs": ["{projectRoot}/o"] },
         |   ^^^^^^^
       hint: rename the task, or take "command" out of that entry"
    `);
  });

  test.each<[string, Record<string, unknown>]>([
    ['says nothing of the guarded fields', { build: { cache: true, options: { a: 1 } } }],
    ['is for another executor', { build: { executor: 'other:one', inputs: [] } }],
    ['is out of reach behind a key that wins', { build: {}, 'b*': { inputs: [] } }],
    ['keeps what is there', { build: { inputs: ['...', 'more'] } }],
    ['is filtered to another executor', { build: [{ filter: { executor: 'a:b' }, inputs: [] }] }],
    ['is filtered to another plugin', { build: [{ filter: { plugin: '@nx/vite' }, inputs: [] }] }],
    ['is filtered to another project', { build: [{ filter: { projects: ['bb'] }, inputs: [] }] }],
  ])('an entry that %s is fine', (_what, targetDefaults) => {
    expect(withDefaults(targetDefaults)).toBe('');
  });

  test('a filtered entry that applies', () => {
    expect(withDefaults({ build: [{ filter: { projects: ['k'] }, inputs: [] }] })).toContain(
      'replaced-by-target-defaults',
    );
  });

  test('targets of the project itself', () => {
    const own = (targets: Record<string, object>): string =>
      said(TASKS, { projects: { ...PROJECTS, 'apps/k': { name: 'k', targets } } });
    expect(own({ build: { executor: '@nx/js:tsc' } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:3 error replaced-by-project-target: the target "build" in apps/k/project.json would replace "executor" of this task
       2 |   "build": { "command": "x", "outputs": ["{projectRoot}/o"] },
         |   ^^^^^^^
       hint: rename the task, or remove the target from apps/k/project.json"
    `);
    expect(own({ test: { dependsOn: [] } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:3:3 error replaced-by-project-target: the target "test" in apps/k/project.json would replace "dependsOn" of this task
       3 |   "test": { "executor": "x:y", "dependsOn": ["build"] }
         |   ^^^^^^
       hint: rename the task, or remove the target from apps/k/project.json"
    `);
    expect(own({ workflow: { executor: 'nx:run-script' } })).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:16 error replaced-by-project-target: the target "workflow" in apps/k/project.json would replace "executor" of the plugin's own
       1 | { "name": "k", "tasks": {
         |                ^^^^^^^
       hint: rename that target, or set the plugin option "workflowTargetName" in nx.json"
    `);
    expect(own({ build: { options: { cwd: 'x' }, cache: false }, lint: { command: 'x' } })).toBe('');
  });
});
