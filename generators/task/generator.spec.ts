import { printed, workspaceTree } from '../testing/tree';
import taskGenerator from './generator';
import type { TaskOptions } from './options';

const FILE = 'libs/a/nx-workflow.json';
const TEXT = `{
  "name": "a",
  "phases": ["prepare", "make"],
  "tasks": {
    // the first of all
    "index": { "id": 7, "phase": "prepare", "command": "node index.js", "outputs": ["{projectRoot}/build/index"] }, // one
    "generate": { "command": "node generate.js", "outputs": [] },
  },
}
`;

afterEach(() => jest.restoreAllMocks());

function run(options: TaskOptions, text = TEXT): string {
  const tree = workspaceTree({ [FILE]: text });
  taskGenerator(tree, options);
  return tree.read(FILE, 'utf-8')!;
}

test('a task is appended; comments, layout and trailing commas stay', () => {
  const options = {
    name: 'report',
    command: 'node report.js',
    dependsOn: ['7', ' generate'],
    after: ['^build'],
    phase: 'make',
    description: 'Says it',
    outputs: ['build/report', '{workspaceRoot}/x'],
    inputs: ['default', 'report.js', '!./old.js'],
    project: ['libs/*'],
  };
  expect(run(options)).toBe(
    TEXT.replace(
      '  },\n}',
      `    "report": {
      "phase": "make",
      "description": "Says it",
      "project": "libs/*",
      "command": "node report.js",
      "dependsOn": [7, "generate"],
      "after": ["^build"],
      "inputs": [
        "default",
        "{projectRoot}/report.js",
        "!{projectRoot}/old.js"
      ],
      "outputs": ["{projectRoot}/build/report", "{workspaceRoot}/x"]
    },
  },
}`,
    ).replace(/"inputs": \[\s+"default",\s+"(.*)",\s+"(.*)"\s+\]/, '"inputs": ["default", "$1", "$2"]'),
  );
});

test('an executor with options', () => {
  const text = run({ name: 'x', executor: '@nx/js:tsc', options: '{ "main": "{projectRoot}/index.ts" }' });
  expect(text).toContain(`    "x": {
      "executor": "@nx/js:tsc",
      "options": {
        "main": "{projectRoot}/index.ts"
      }
    },
`);
});

test('a file without tasks gets them', () => {
  expect(run({ name: 'x', command: 'true' }, '{ "name": "a" }')).toBe(
    '{ "name": "a",\n  "tasks": {\n    "x": {\n      "command": "true"\n    }\n  }\n}',
  );
});

test('a second run changes nothing and says so', () => {
  const tree = workspaceTree({ [FILE]: TEXT });
  const { info } = printed();
  const options = { name: 'x', workflow: 'libs/a', command: 'true', dependsOn: ['index'] };
  taskGenerator(tree, options);
  const once = tree.read(FILE, 'utf-8');
  taskGenerator(tree, options);
  expect(tree.read(FILE, 'utf-8')).toBe(once);
  expect(info).toEqual(['libs/a/nx-workflow.json already has this task "x"; nothing changed']);
});

test.each<[Partial<TaskOptions>, string]>([
  [{ name: 'index' }, `${FILE} already has a task "index"\nhint: choose another name, or edit the task there`],
  [{ name: 'a:b' }, '"a:b" cannot be the name of a task\nhint: use letters, digits and hyphens'],
  [
    { name: 'workflow' },
    '"workflow" is the name of a target that the plugin adds by itself\nhint: choose another name',
  ],
  [
    { name: 'workflow-make' },
    '"workflow-make" is the name of a target that the plugin adds by itself\nhint: choose another name',
  ],
  [{ dependsOn: ['indx'] }, `there is no task "indx" in ${FILE}\nhint: did you mean "index"?`],
  [{ dependsOn: ['8'] }, `there is no task "8" in ${FILE}\nhint: known: "generate", "index"`],
  [{ after: ['generat'] }, `there is no task "generat" in ${FILE}\nhint: did you mean "generate"?`],
  [{ phase: 'mak' }, `there is no phase "mak" in ${FILE}\nhint: did you mean "make"?`],
  [{ executor: 'nx:noop' }, 'a task has a command or an executor, not both\nhint: leave out --command or --executor'],
  [
    { command: undefined } as unknown as Partial<TaskOptions>,
    'a task needs a command or an executor\nhint: write --command="node tools/index.js", or --executor=nx:noop',
  ],
  [
    { command: undefined, executor: 'webpack' } as unknown as Partial<TaskOptions>,
    '"webpack" is not an executor\nhint: write <package>:<executor>, like nx:run-commands',
  ],
  [{ options: '[1]' }, '--options must be a JSON object\nhint: write --options=\'{"main":"{projectRoot}/index.js"}\''],
  [{ workflow: 'b' }, 'there is no workflow "b" in this workspace\nhint: known: "a"'],
])('%j is refused', (options, message) => {
  const tree = workspaceTree({ [FILE]: TEXT });
  expect(() => taskGenerator(tree, { name: 'x', command: 'true', ...options })).toThrow(new Error(message));
  expect(tree.read(FILE, 'utf-8')).toBe(TEXT);
});

const CODEGEN = { executor: 'nx-workflow:codegen', options: { compile: [{ compiler: 'typescript' }] } };

function codegenFile(compiler: object = {}, others: object = {}): string {
  const options = { compile: [{ compiler: 'typescript', ...compiler }] };
  return JSON.stringify({ name: 'a', tasks: { generate: { ...CODEGEN, options }, ...others } });
}

test('the name of a type check target is refused', () => {
  expect(() => run({ name: 'generate-typecheck', command: 'true' }, codegenFile())).toThrow(
    new Error(
      '"generate-typecheck" is the target that type-checks the generated code of "generate"\n' +
        'hint: choose another name, or set "typecheck": false in the compiler\'s options of "generate"',
    ),
  );
});

test('the name is free if there is no type check', () => {
  const options = { name: 'generate-typecheck', command: 'true' };
  expect(run(options, codegenFile({ typecheck: false }))).toContain('"generate-typecheck"');
  expect(run(options, codegenFile({ compiler: 'command' }))).toContain('"generate-typecheck"');
});

test('a codegen task whose type check would have the name of a task is refused', () => {
  const options = { name: 'make', executor: CODEGEN.executor, options: JSON.stringify(CODEGEN.options) };
  const text = codegenFile({}, { 'make-typecheck': { command: 'true' } });
  expect(() => run(options, text)).toThrow(
    new Error(
      `the generated code of "make" would be type-checked by a target "make-typecheck", but ${FILE} has a task of this name\n` +
        'hint: choose another name, or rename that task',
    ),
  );
});

test('a broken file is not touched', () => {
  expect(() => run({ name: 'x', command: 'true' }, '{\n  "tasks": {,}\n}')).toThrow(
    new Error(
      `${FILE}:2:13: not valid JSON (value expected)\nhint: correct it first: npx nx-workflow validate ${FILE} shows all findings`,
    ),
  );
});

test('no workflow file, or several, is an error', () => {
  expect(() => taskGenerator(workspaceTree(), { name: 'x', command: 'true' })).toThrow(
    new Error(
      'there is no nx-workflow.json in this workspace\nhint: make one: npx nx g nx-workflow:workflow my-workflow --directory=libs/my-workflow',
    ),
  );
  const tree = workspaceTree({ [FILE]: TEXT, 'libs/b/nx-workflow.json': '{ "name": "b", "tasks": {} }' });
  expect(() => taskGenerator(tree, { name: 'x', command: 'true' })).toThrow(
    new Error(
      `the workspace has 2 workflow files, so --workflow must say which\nhint: they are: ${FILE}, libs/b/nx-workflow.json`,
    ),
  );
  taskGenerator(tree, { name: 'x', command: 'true', workflow: 'b' });
  expect(tree.read('libs/b/nx-workflow.json', 'utf-8')).toContain('"x"');
});

test.each<[string, object, string]>([
  ['a folder that is no project', { project: ['libs/nope'] }, '"libs/nope" is not the root of a project'],
  [
    'outputs inside those of another task',
    { outputs: ['build/made/deep'] },
    '"made" already owns "{projectRoot}/build/made"',
  ],
  ['outputs around those of another task', { outputs: ['build'] }, '"made" already owns "{projectRoot}/build/made"'],
  ['an edge to a task without outputs', { dependsOn: ['silent'] }, '"silent" declares no outputs'],
  ['the same by id', { dependsOn: ['9'] }, '"9" declares no outputs'],
  ['a name that Nx abbreviates', { name: 't' }, '"nx run" takes "t" for another target'],
  ['a name of every object', { name: 'constructor' }, '"constructor" cannot be the name of a task'],
])('%s is refused before anything is written', (_what, options, message) => {
  const tasks = { made: { command: 'x', outputs: ['{projectRoot}/build/made'] }, silent: { id: 9, command: 'y' } };
  const text = JSON.stringify({ tasks });
  const tree = workspaceTree({ 'libs/x/nx-workflow.json': text });
  expect(() => taskGenerator(tree, { name: 'more', command: 'z', ...options })).toThrow(message);
  expect(tree.read('libs/x/nx-workflow.json', 'utf-8')).toBe(text);
});

test('disjoint outputs, existing projects and existing edges are accepted', () => {
  const tasks = { made: { command: 'x', outputs: ['{projectRoot}/build/made'] } };
  const tree = workspaceTree({
    'libs/p/project.json': '{ "name": "p" }',
    'libs/x/nx-workflow.json': JSON.stringify({ tasks }),
  });
  const common = { name: 'more', command: 'z', dependsOn: ['made'] };
  taskGenerator(tree, { ...common, outputs: ['build/made2'], project: ['libs/p', 'libs/x', 'apps/*'] });
  expect(tree.read('libs/x/nx-workflow.json', 'utf-8')).toContain('"more"');
});
