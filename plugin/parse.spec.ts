import fc from 'fast-check';
import { renderDiagnostics } from '../diagnostics/render';
import { WORKFLOW_DIAGNOSTIC_CODES } from './diagnostic-codes';
import { readWorkflowFile } from './validate';

const FILE = 'apps/k/nx-workflow.json';
const said = (text: string): string => renderDiagnostics(readWorkflowFile(text, FILE).diagnostics);

describe('a workflow file with wrong text, names or types', () => {
  test('syntax error', () => {
    expect(said('{\n  "name": "k",\n  "tasks": { "a": { "command": } }\n}')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:3:32 error syntax-error: not valid JSON: value expected
       3 |   "tasks": { "a": { "command": } }
         |                                ^
       hint: a workflow file is JSON; comments and trailing commas are allowed"
    `);
  });
  test('only the first syntax error is reported', () => {
    expect(said('{ "name": , "tasks": ]')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:11 error syntax-error: not valid JSON: value expected
       1 | { "name": , "tasks": ]
         |           ^
       hint: a workflow file is JSON; comments and trailing commas are allowed"
    `);
  });
  test('an empty file', () => {
    expect(said('')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:1 error syntax-error: not valid JSON: value expected
       1 | 
         | ^
       hint: a workflow file is JSON; comments and trailing commas are allowed"
    `);
    expect(said('// only a comment\n')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:1 error syntax-error: not valid JSON: value expected
       2 | 
         | ^
       hint: a workflow file is JSON; comments and trailing commas are allowed"
    `);
  });
  test('extreme nesting', () => {
    expect(readWorkflowFile('['.repeat(200_000), FILE).diagnostics).toMatchObject([{ code: 'syntax-error', line: 1 }]);
  });
  test('not an object', () => {
    expect(said('[]')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:1 error wrong-type: a workflow file must be an object, not a list
       1 | []
         | ^^
       hint: start from { "name": "…", "tasks": {} }"
    `);
  });
  test('no tasks', () => {
    expect(said('{ "name": "k" }')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:1 error missing-property: the workflow has no "tasks"
       1 | { "name": "k" }
         | ^
       hint: add "tasks": { … }"
    `);
  });
  test('unknown properties, near and far', () => {
    expect(said('{\n  "phase": ["one"],\n  "tasks": {\n    "a": { "comand": "x", "zzzzzzzzz": 1 }\n  }\n}'))
      .toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:3 error unknown-property: a workflow has no property "phase"
       2 |   "phase": ["one"],
         |   ^^^^^^^
       hint: did you mean "phases"?
     apps/k/nx-workflow.json:4:12 error unknown-property: a task has no property "comand"
       4 |     "a": { "comand": "x", "zzzzzzzzz": 1 }
         |            ^^^^^^^^
       hint: did you mean "command"?
     apps/k/nx-workflow.json:4:27 error unknown-property: a task has no property "zzzzzzzzz"
       4 |     "a": { "comand": "x", "zzzzzzzzz": 1 }
         |                           ^^^^^^^^^^^
       hint: known: "after", "cache", "command", "committed", "configurations", "continuous", "defaultConfiguration", "dependsOn", "description", "executor", "id", "inputs", and 12 more"
    `);
  });
  test('a duplicate property', () => {
    expect(said('{ "tasks": {\n  "a": { "command": "x" },\n  "a": { "command": "y" }\n} }')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:3:3 error duplicate-property: the property "a" occurs twice
       3 |   "a": { "command": "y" }
         |   ^^^
       hint: JSON keeps only the last one: remove or rename one of them"
    `);
  });
  test('wrong types', () => {
    expect(
      said(
        [
          '{',
          '  "name": 7,',
          '  "phases": "one",',
          '  "tasks": {',
          '    "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },',
          '    "bb": true,',
          '    "c": { "command": "x", "project": [1], "inputs": [2], "id": 1.5 }',
          '  }',
          '}',
        ].join('\n'),
      ),
    ).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:2:11 error wrong-type: "name" must be a string, not a number
       2 |   "name": 7,
         |           ^
       hint: write "…"
     apps/k/nx-workflow.json:3:13 error wrong-type: "phases" must be a list of strings, not a string
       3 |   "phases": "one",
         |             ^^^^^
       hint: write ["…", "…"]
     apps/k/nx-workflow.json:5:23 error wrong-type: "command" must be a string, not a list
       5 |     "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },
         |                       ^^^^^
       hint: write "…"
     apps/k/nx-workflow.json:5:36 error wrong-type: "id" must be a whole number, not a string
       5 |     "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },
         |                                    ^^^
       hint: write a number without quotes and without a fraction
     apps/k/nx-workflow.json:5:50 error wrong-type: "cache" must be true or false, not a string
       5 |     "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },
         |                                                  ^^^^^
       hint: write true or false without quotes
     apps/k/nx-workflow.json:5:68 error wrong-type: "outputs" must be a list of strings, not a list of other things
       5 |     "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },
         |                                                                    ^^^^^^^^
       hint: write ["…", "…"]
     apps/k/nx-workflow.json:5:89 error wrong-type: "options" must be an object, not null
       5 |     "a": { "command": ["x"], "id": "7", "cache": "yes", "outputs": ["a", 1], "options": null },
         |                                                                                         ^^^^
       hint: write { … }
     apps/k/nx-workflow.json:6:11 error wrong-type: task "bb" must be an object, not true
       6 |     "bb": true,
         |           ^^^^
       hint: write { … }
     apps/k/nx-workflow.json:7:39 error wrong-type: "project" must be a string or a list of strings, not a list of other things
       7 |     "c": { "command": "x", "project": [1], "inputs": [2], "id": 1.5 }
         |                                       ^^^
       hint: write "…" or ["…", "…"]
     apps/k/nx-workflow.json:7:54 error wrong-type: "inputs" must be a list of strings and objects, not a list of other things
       7 |     "c": { "command": "x", "project": [1], "inputs": [2], "id": 1.5 }
         |                                                      ^^^
       hint: write ["…", { … }]
     apps/k/nx-workflow.json:7:65 error wrong-type: "id" must be a whole number, not a number with a fraction
       7 |     "c": { "command": "x", "project": [1], "inputs": [2], "id": 1.5 }
         |                                                                 ^^^
       hint: write a number without quotes and without a fraction"
    `);
  });
  test('wrong dependencies', () => {
    expect(
      said(
        [
          '{ "tasks": {',
          '  "build-all": { "command": "x", "id": 7 },',
          '  "a": { "command": "x", "dependsOn": [',
          '    "build-al",',
          '    "7",',
          '    8,',
          '    true,',
          '    { "task": "nope" },',
          '    { "tsk": "build-all" },',
          '    { "projects": "*" },',
          '    { "task": 7, "projects": ["x"] },',
          '    { "task": 7, "outputs": "x" }',
          '  ], "after": [ { "task": 7, "outputs": ["x"] }, { "task": 7, "output": ["x"] } ] }',
          '} }',
        ].join('\n'),
      ),
    ).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:4:5 error unknown-task: there is no task "build-al" in this file
       4 |     "build-al",
         |     ^^^^^^^^^^
       hint: did you mean "build-all"?
       write a target that is not in this file as { "target": "build-al" }
     apps/k/nx-workflow.json:5:5 error unknown-task: there is no task "7" in this file
       5 |     "7",
         |     ^^^
       hint: an id is written without quotes: 7
     apps/k/nx-workflow.json:6:5 error unknown-task: there is no task with the id 8
       6 |     8,
         |     ^
       hint: known ids: 7
     apps/k/nx-workflow.json:7:5 error wrong-type: a dependency must be a task's name or id or an object, not true
       7 |     true,
         |     ^^^^
       hint: write "task-name", 7 or { "task": "task-name" }
     apps/k/nx-workflow.json:8:15 error unknown-task: there is no task "nope" in this file
       8 |     { "task": "nope" },
         |               ^^^^^^
       hint: known: "a", "build-all"
       write a target that is not in this file as { "target": "nope" }
     apps/k/nx-workflow.json:9:7 error unknown-property: an entry of "dependsOn" has no property "tsk"
       9 |     { "tsk": "build-all" },
         |       ^^^^^
       hint: did you mean "task"?
     apps/k/nx-workflow.json:10:5 error wrong-type: a dependency must name a "task" or a "target"
       10 |     { "projects": "*" },
          |     ^^^^^^^^^^^^^^^^^^^
       hint: write { "task": "task-name" }
     apps/k/nx-workflow.json:11:30 error wrong-type: "projects" of a task dependency can only be "*"
       11 |     { "task": 7, "projects": ["x"] },
          |                              ^^^^^
       hint: a task runs on the projects it declares itself; for others use { "target": "…", "projects": […] }
     apps/k/nx-workflow.json:12:29 error wrong-type: "outputs" must be a list of strings, not a string
       12 |     { "task": 7, "outputs": "x" }
          |                             ^^^
       hint: write ["{projectRoot}/…"], or leave it out
     apps/k/nx-workflow.json:13:30 error unknown-property: an entry of "after" has no property "outputs"
       13 |   ], "after": [ { "task": 7, "outputs": ["x"] }, { "task": 7, "output": ["x"] } ] }
          |                              ^^^^^^^^^
       hint: an "after" edge hashes nothing of the other task: write it in "dependsOn", or drop "outputs"
     apps/k/nx-workflow.json:13:63 error unknown-property: an entry of "after" has no property "output"
       13 |   ], "after": [ { "task": 7, "outputs": ["x"] }, { "task": 7, "output": ["x"] } ] }
          |                                                               ^^^^^^^^
       hint: known: "inputs", "options", "params", "projects", "target", "task", "waitFor""
    `);
  });
  test('wrong fields of dependencies in the form of Nx, and fields of a wrong type', () => {
    expect(
      said(
        [
          '{ "tasks": {',
          '  "b": { "command": "x", "dependsOn": [] },',
          '  "a": { "command": "x", "dependsOn": [',
          '    { "target": 7 },',
          '    { "target": "" },',
          '    { "target": "x", "outputs": "y" },',
          '    { "task": "b", "params": 1 },',
          '    { "task": "b", "outputs": ["y", 1] },',
          '    { "task": "b", "inputs": "no" }',
          '  ], "after": [ { "target": "x", "outputs": ["y"] } ] }',
          '} }',
        ].join('\n'),
      ),
    ).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:4:17 error wrong-type: "target" must be a string, not a number
       4 |     { "target": 7 },
         |                 ^
       hint: write { "target": "build", "projects": ["web"] }
     apps/k/nx-workflow.json:5:17 error wrong-type: "target" must be a string, not empty
       5 |     { "target": "" },
         |                 ^^
       hint: write { "target": "build", "projects": ["web"] }
     apps/k/nx-workflow.json:6:33 error wrong-type: "outputs" must be a list of strings, not a string
       6 |     { "target": "x", "outputs": "y" },
         |                                 ^^^
       hint: write ["{projectRoot}/…"], or leave it out
     apps/k/nx-workflow.json:7:30 error wrong-type: "params" must be a string, not a number
       7 |     { "task": "b", "params": 1 },
         |                              ^
       hint: write a string, as in "dependsOn" of Nx, or leave it out
     apps/k/nx-workflow.json:8:31 error wrong-type: "outputs" must be a list of strings, not a list of other things
       8 |     { "task": "b", "outputs": ["y", 1] },
         |                               ^^^^^^^^
       hint: write ["{projectRoot}/…"], or leave it out
     apps/k/nx-workflow.json:9:30 error wrong-type: "inputs" must be true or false, not a string
       9 |     { "task": "b", "inputs": "no" }
         |                              ^^^^
       hint: write true or false without quotes, or leave it out
     apps/k/nx-workflow.json:10:34 error unknown-property: an entry of "after" has no property "outputs"
       10 |   ], "after": [ { "target": "x", "outputs": ["y"] } ] }
          |                                  ^^^^^^^^^
       hint: an "after" edge hashes nothing of the other task: write it in "dependsOn", or drop "outputs""
    `);
  });
  test('an id where no task has one', () => {
    expect(said('{ "tasks": { "a": { "command": "x", "dependsOn": [3] } } }')).toMatchInlineSnapshot(`
     "apps/k/nx-workflow.json:1:51 error unknown-task: there is no task with the id 3
       1 | { "tasks": { "a": { "command": "x", "dependsOn": [3] } } }
         |                                                   ^
       hint: no task has an id; name the task instead"
    `);
  });
});

describe('a good workflow file', () => {
  test('comments, trailing commas and a byte order mark are fine', () => {
    const { workflow, diagnostics } = readWorkflowFile(
      '\uFEFF{ // c\n "name": "k", /* d */ "tasks": { "a": { "command": "x", }, }, }',
      FILE,
    );
    expect(diagnostics).toEqual([]);
    expect(workflow?.tasks.map((task) => task.name)).toEqual(['a']);
  });

  test('references by name, id and in all forms of Nx', () => {
    const { workflow, diagnostics } = readWorkflowFile(
      JSON.stringify({
        tasks: {
          a: { id: 1, command: 'x', outputs: ['{projectRoot}/o'] },
          bb: {
            command: 'x',
            dependsOn: [
              'a',
              1,
              { task: 'a', projects: '*' },
              { task: 1, outputs: ['{projectRoot}/o/f'], params: 'forward' },
            ],
            after: [
              '^build',
              'lib:build',
              'build-*',
              { target: 'x', projects: ['y'] },
              { target: 'z', dependencies: true },
            ],
          },
        },
      }),
      FILE,
    );
    expect(diagnostics).toEqual([]);
    const b = workflow?.tasks[1];
    expect(b?.dependsOn).toMatchObject([
      { kind: 'task', task: 'a', allProjects: false, outputs: undefined },
      { kind: 'task', task: 'a', allProjects: false },
      { kind: 'task', task: 'a', allProjects: true },
      { kind: 'task', task: 'a', outputs: ['{projectRoot}/o/f'], params: 'forward' },
    ]);
    expect(b?.after).toMatchObject([
      { kind: 'nx', value: '^build' },
      { kind: 'nx', value: 'lib:build' },
      { kind: 'nx', value: 'build-*' },
      { kind: 'nx', value: { target: 'x', projects: ['y'] } },
      { kind: 'nx', value: { target: 'z', dependencies: true } },
    ]);
  });

  test('all other properties of a target are passed on', () => {
    const target = {
      executor: 'x:y',
      options: { a: [1] },
      configurations: { c: {} },
      defaultConfiguration: 'c',
      parallelism: false,
      continuous: true,
      metadata: { m: 1 },
      syncGenerators: ['s'],
      readyWhen: 'up',
      ultracache: {},
    };
    const { workflow, diagnostics } = readWorkflowFile(JSON.stringify({ tasks: { a: { ...target, id: 1 } } }), FILE);
    expect(diagnostics).toEqual([]);
    expect(workflow?.tasks[0]?.target).toEqual(target);
  });

  test('without a list, phases are in the order in which tasks name them', () => {
    const tasks = {
      a: { command: 'x', phase: 'two' },
      bb: { command: 'x', phase: 'one' },
      c: { command: 'x', phase: 'two' },
    };
    expect(readWorkflowFile(JSON.stringify({ tasks }), FILE).workflow?.phases).toEqual(['two', 'one']);
  });
});

describe('the readable parts of a broken file', () => {
  test.each([
    [
      'a missing brace',
      '{ "name": "k", "phases": ["one"], "tasks": { "a": { "command": "x" }, "bb": { "command": "y", "project": "libs/*" ',
    ],
    [
      'a missing comma',
      '{ "name": "k" "phases": ["one"] "tasks": { "a": { "command": "x" } "bb": { "project": ["libs/*"] } } }',
    ],
    [
      'a missing value',
      '{ "name": "k", "phases": ["", "one", 7], "tasks": { "a": { "command": }, "bb": { "project": "libs/*" } } }',
    ],
  ])('%s', (_what, text) => {
    const { workflow, readable } = readWorkflowFile(text, FILE);
    expect(workflow).toBeUndefined();
    expect(readable()).toEqual({
      name: 'k',
      phases: ['one'],
      tasks: [
        { name: 'a', projects: undefined },
        { name: 'bb', projects: ['libs/*'] },
      ],
    });
  });
});

describe('for any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string({
      unit: fc.constantFrom('{', '}', '"', ':', ',', 'tasks', 'name', 'a', '[', ']', '\n', '\r', '//', '/*', '1', '\\'),
    }),
    fc.jsonValue().map((value) => JSON.stringify({ tasks: { a: value, bb: { dependsOn: value, options: value } } })),
  );

  test('reading never throws, and each finding lies inside the text and is documented', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { diagnostics, workflow } = readWorkflowFile(text, FILE);
        const lines = text.replace(/^\uFEFF/, ' ').split(/\r\n|\r|\n/);
        for (const { code, line = 0, column = 0, excerpt, hint, length = 0 } of diagnostics) {
          expect(Object.keys(WORKFLOW_DIAGNOSTIC_CODES)).toContain(code);
          expect(excerpt).toBe(lines[line - 1]);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((excerpt ?? '').length + 1);
          expect(length).toBeGreaterThanOrEqual(1);
          expect(hint).toBeTruthy();
        }
        expect(workflow === undefined).toBe(diagnostics.length > 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('a valid workflow is read back unchanged', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,8}$/).filter((text) => !text.startsWith('workflow'));
    const workflow = fc.uniqueArray(name, { minLength: 1, maxLength: 8 }).chain((names) =>
      fc.record({
        names: fc.constant(names),
        edges: fc.array(fc.tuple(fc.nat(names.length - 1), fc.nat(names.length - 1), fc.boolean()), { maxLength: 12 }),
        gap: fc.constantFrom('', ' ', '\n', ' // c\n', '/* c */'),
      }),
    );
    fc.assert(
      fc.property(workflow, ({ names, edges, gap }) => {
        const tasks = names.map((task, index) => {
          const upstream = edges.filter(([from, to]) => from === index && to < from);
          return [
            task,
            {
              command: 'x',
              id: index,
              dependsOn: upstream.filter(([, , data]) => data).map(([, to]) => names[to]),
              after: upstream.filter(([, , data]) => !data).map(([, to]) => to),
            },
          ] as const;
        });
        const text = JSON.stringify({ tasks: Object.fromEntries(tasks) }).replace(/^\{/, `{${gap}`) + gap;
        const read = readWorkflowFile(text, FILE);
        expect(read.diagnostics).toEqual([]);
        expect(
          read.workflow?.tasks.map((task) => [
            task.name,
            {
              command: 'x',
              id: task.id,
              dependsOn: task.dependsOn.map((edge) => edge.kind === 'task' && edge.task),
              after: task.after.map((edge) => edge.kind === 'task' && names.indexOf(edge.task)),
            },
          ]),
        ).toEqual(tasks);
      }),
    );
  });
});
