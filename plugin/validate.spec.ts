import { renderDiagnostics } from '../diagnostics/render';
import { readWorkflowFile } from './validate';

const said = (text: string, target?: string): string =>
  renderDiagnostics(readWorkflowFile(text, 'nx-workflow.json', target).diagnostics);

test('names with characters that Nx interprets', () => {
  expect(
    said(
      [
        '{ "name": "k:1", "phases": ["one phase", ""], "tasks": {',
        '  "a:b": { "command": "x" },',
        '  "c*": { "command": "x" },',
        '  "": { "command": "x" },',
        '  "__proto__": { "command": "x" }',
        '} }',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
   "nx-workflow.json:1:11 error invalid-name: the workflow name "k:1" has a ":" in it, which Nx reads as the end of a project's or target's name
     1 | { "name": "k:1", "phases": ["one phase", ""], "tasks": {
       |           ^^^^^
     hint: write "k-1"
   nx-workflow.json:1:29 error invalid-name: the phase name "one phase" has " " in it, which Nx or a shell reads as something else
     1 | { "name": "k:1", "phases": ["one phase", ""], "tasks": {
       |                             ^^^^^^^^^^^
     hint: use letters, digits, "-", "_", "." or "/"
   nx-workflow.json:1:42 error invalid-name: the name of a phase is empty
     1 | { "name": "k:1", "phases": ["one phase", ""], "tasks": {
       |                                          ^^
     hint: use letters, digits, "-", "_", "." or "/"
   nx-workflow.json:2:3 error invalid-name: the task name "a:b" has a ":" in it, which Nx reads as the end of a project's or target's name
     2 |   "a:b": { "command": "x" },
       |   ^^^^^
     hint: write "a-b"
   nx-workflow.json:3:3 error invalid-name: the task name "c*" has "*" in it, which Nx or a shell reads as something else
     3 |   "c*": { "command": "x" },
       |   ^^^^
     hint: use letters, digits, "-", "_", "." or "/"
   nx-workflow.json:4:3 error invalid-name: the name of a task is empty
     4 |   "": { "command": "x" },
       |   ^^
     hint: use letters, digits, "-", "_", "." or "/"
   nx-workflow.json:5:3 error invalid-name: a task cannot be named "__proto__"
     5 |   "__proto__": { "command": "x" }
       |   ^^^^^^^^^^^
     hint: every JavaScript object has a property of this name, so Nx fails on it: choose another one"
  `);
});

test('names of umbrella targets are reserved', () => {
  const text = [
    '{ "phases": ["one"], "tasks": {',
    '  "workflow": { "command": "x" },',
    '  "workflow-one": { "command": "x" },',
    '  "workflow-two": { "command": "x" }',
    '} }',
  ].join('\n');
  expect(said(text)).toMatchInlineSnapshot(`
   "nx-workflow.json:2:3 error reserved-name: "workflow" is the target that runs all tasks, so no task can have this name
     2 |   "workflow": { "command": "x" },
       |   ^^^^^^^^^^
     hint: rename the task, or set the plugin option "workflowTargetName" in nx.json
   nx-workflow.json:3:3 error reserved-name: "workflow-one" is the target that runs the phase "one", so no task can have this name
     3 |   "workflow-one": { "command": "x" },
       |   ^^^^^^^^^^^^^^
     hint: rename the task or the phase"
  `);
  expect(said(text, 'pipeline')).toBe('');
});

test('a duplicate id', () => {
  expect(said('{ "tasks": {\n  "a": { "command": "x", "id": 4 },\n  "bb": { "command": "x", "id": 4 }\n} }'))
    .toMatchInlineSnapshot(`
   "nx-workflow.json:3:33 error duplicate-id: the id 4 already belongs to "a"
     3 |   "bb": { "command": "x", "id": 4 }
       |                                 ^
     hint: ids are unique; 5 is free"
  `);
});

test('phases', () => {
  expect(said('{ "phases": ["build", "build"], "tasks": {\n  "a": { "command": "x", "phase": "biuld" }\n} }'))
    .toMatchInlineSnapshot(`
   "nx-workflow.json:1:23 error duplicate-phase: the phase "build" is listed twice
     1 | { "phases": ["build", "build"], "tasks": {
       |                       ^^^^^^^
     hint: remove one of them
   nx-workflow.json:2:35 error unknown-phase: there is no phase "biuld" in "phases"
     2 |   "a": { "command": "x", "phase": "biuld" }
       |                                   ^^^^^^^
     hint: did you mean "build"?"
  `);
});

test('both or neither of command and executor', () => {
  expect(said('{ "tasks": {\n  "a": { "command": "x", "executor": "nx:noop" },\n  "bb": { "outputs": [] }\n} }'))
    .toMatchInlineSnapshot(`
   "nx-workflow.json:2:10 error command-and-executor: task "a" has both a "command" and an "executor"
     2 |   "a": { "command": "x", "executor": "nx:noop" },
       |          ^^^^^^^^^
     hint: keep the one that does the work
   nx-workflow.json:3:3 error no-command-or-executor: task "bb" has neither a "command" nor an "executor"
     3 |   "bb": { "outputs": [] }
       |   ^^^^
     hint: add "command": "…", or "executor" with "options"; "nx:noop" does nothing but wait for others"
  `);
});

test('a continuous task that is cached', () => {
  expect(said('{ "tasks": {\n  "a": { "command": "x", "continuous": true, "cache": true }\n} }'))
    .toMatchInlineSnapshot(`
   "nx-workflow.json:2:46 error cached-continuous: task "a" is continuous, so it never ends and cannot be cached
     2 |   "a": { "command": "x", "continuous": true, "cache": true }
       |                                              ^^^^^^^
     hint: remove "cache" or "continuous""
  `);
});

test('a cycle, with its whole path, over data and order edges', () => {
  expect(
    said(
      [
        '{ "tasks": {',
        '  "start": { "command": "x", "dependsOn": ["a"] },',
        '  "a": { "command": "x", "dependsOn": ["bb"], "id": 1 },',
        '  "bb": { "command": "x", "after": ["c"] },',
        '  "c": { "command": "x", "dependsOn": [{ "task": 1 }] },',
        '  "self": { "command": "x", "after": ["self"] }',
        '} }',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
   "nx-workflow.json:5:40 error cycle: tasks wait for each other: a -> bb -> c -> a
     5 |   "c": { "command": "x", "dependsOn": [{ "task": 1 }] },
       |                                        ^^^^^^^^^^^^^
     hint: remove one of these edges from "dependsOn" or "after"
   nx-workflow.json:6:39 error cycle: tasks wait for each other: self -> self
     6 |   "self": { "command": "x", "after": ["self"] }
       |                                       ^^^^^^
     hint: remove one of these edges from "dependsOn" or "after""
  `);
});

test('a cycle that starts with the first task, at the edge that closes it', () => {
  expect(
    said(
      [
        '{ "tasks": {',
        '  "a": { "command": "x", "dependsOn": ["bb"] },',
        '  "bb": { "command": "x", "dependsOn": ["a"] }',
        '} }',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
   "nx-workflow.json:3:41 error cycle: tasks wait for each other: a -> bb -> a
     3 |   "bb": { "command": "x", "dependsOn": ["a"] }
       |                                         ^^^
     hint: remove one of these edges from "dependsOn" or "after""
  `);
});

test('a diamond is not a cycle, and a long chain does not overflow', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [`t${i}`, { command: 'x', dependsOn: i > 0 ? [`t${i - 1}`] : [] }]),
  );
  expect(said(JSON.stringify({ tasks: chain }))).toBe('');
  const diamond = {
    a: { command: 'x' },
    bb: { command: 'x', dependsOn: ['a'] },
    c: { command: 'x', after: ['a'] },
    d: { command: 'x', dependsOn: ['bb', 'c', 'a'] },
  };
  expect(said(JSON.stringify({ tasks: diamond }))).toBe('');
  // From the other end, one walk meets "a" three times.
  expect(said(JSON.stringify({ tasks: Object.fromEntries(Object.entries(diamond).reverse()) }))).toBe('');
});

test('each of several such options is marked at its position', () => {
  const options =
    '{ "list": ["a {{projectName}}", "bb {{projectName}}"], "deep": { "at": { "to": "{{projectName}}" } } }';
  expect(
    readWorkflowFile(
      `{ "tasks": { "a": { "executor": "x:y", "options": ${options} } } }`,
      'nx-workflow.json',
    ).diagnostics.map(({ column }) => column),
  ).toEqual([65, 87, 131]);
});

test('options that Nx would break, or fail on', () => {
  expect(
    said(
      [
        '{ "tasks": {',
        '  "a": { "executor": "nx-workflow:codegen", "options": {',
        '    "emit": [{ "template": "tt", "to": "x/{{projectName}}.ts" }]',
        '  } },',
        '  "bb": { "command": "node {workspaceRoot}/tool.js {projectRoot}" },',
        '  "c": { "executor": "x:y", "options": { "a": "{workspaceRoot}/x" }, "configurations": {',
        '    "ci": { "a": "{workspaceRoot}/x:{workspaceRoot}/y" }',
        '  } },',
        '  "d": { "command": "echo {{ projectRoot }} {projectName}" },',
        '  "ee": { "command": "echo \\u007b{projectRoot}}" }',
        '} }',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
   "nx-workflow.json:3:43 error mangled-token: Nx would replace the inner part of {{projectName}} before the executor sees it
     3 |     "emit": [{ "template": "tt", "to": "x/{{projectName}}.ts" }]
       |                                           ^^^^^^^^^^^^^^^
     hint: write {{ projectName }}, with spaces
   nx-workflow.json:5:28 error misplaced-workspace-root: {workspaceRoot} is only allowed at the start of a value; here it makes every Nx command fail
     5 |   "bb": { "command": "node {workspaceRoot}/tool.js {projectRoot}" },
       |                            ^^^^^^^^^^^^^^^
     hint: leave it out: paths are relative to the workspace root, and commands run there
   nx-workflow.json:7:19 error misplaced-workspace-root: {workspaceRoot} is only allowed at the start of a value; here it makes every Nx command fail
     7 |     "ci": { "a": "{workspaceRoot}/x:{workspaceRoot}/y" }
       |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: leave it out: paths are relative to the workspace root, and commands run there
   nx-workflow.json:10:22 error mangled-token: Nx would replace the inner part of {{projectRoot}} before the executor sees it
     10 |   "ee": { "command": "echo \\u007b{projectRoot}}" }
        |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^
     hint: write {{ projectRoot }}, with spaces"
  `);
});
