import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_NX } from './support/base';
import { createWorkspace, type Workspace } from './support/workspace';

/** The manual's page; its table has the expected results of most changes. */
const MANUAL = readFileSync(resolve(__dirname, '..', 'docs', 'affected.md'), 'utf8');

/** The workflow that the manual describes. */
const WORKFLOW = `{
  "name": "flow",
  "tasks": {
    // on two projects; this file is in neither of them
    "generate": {
      "description": "Code of",
      "project": ["libs/a", "libs/b"],
      "executor": "nx-workflow:codegen",
      "options": {
        "patterns": ["{projectRoot}/specs/*.yaml"],
        "templates": ["tools/templates/*.hbs"],
        "partials": ["tools/partials/*.hbs"],
        "helpers": "tools/helpers.js",
        "emit": [{ "template": "code", "to": "{{@name}}.txt" }],
        "outputDir": "{projectRoot}/build/generated",
      },
    },
    "lint": {
      "project": ["libs/a", "libs/b"],
      "command": "node -v",
      "inputs": ["{projectRoot}/specs/*.yaml"],
    },
    "bundle": {
      "command": "node tools/collect.mjs flow/build/bundle libs/a/build/generated libs/b/build/generated",
      "dependsOn": ["generate"],
      "inputs": ["{workspaceRoot}/tools/collect.mjs", { "externalDependencies": [] }],
      "outputs": ["{projectRoot}/build/bundle"],
    },
    "announce": {
      "command": "node tools/collect.mjs flow/build/announce flow/news.txt",
      "after": ["bundle"],
      "inputs": ["{projectRoot}/news.txt"],
      "outputs": ["{projectRoot}/build/announce"],
    },
  },
}
`;

const TARGETS = ['generate', 'bundle', 'announce', 'lint', 'workflow', 'build'];

const SCRIPT = `import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
const [folder, ...from] = process.argv.slice(2);
const names = (path) => readdirSync(path).filter((name) => name[0] !== '.').map((name) => path + '/' + name);
const files = from.flatMap((path) => (statSync(path).isDirectory() ? names(path) : path));
mkdirSync(folder, { recursive: true });
writeFileSync(folder + '/all.txt', files.map((file) => readFileSync(file, 'utf8')).join(''));
`;

const FILES: Record<string, string | object> = {
  'flow/nx-workflow.json': WORKFLOW,
  'flow/news.txt': 'one\n',
  'tools/collect.mjs': SCRIPT,
  'tools/templates/code.hbs': '{{> line}}\n',
  'tools/templates/spare.hbs': 'spare\n',
  'tools/partials/line.hbs': 'value {{double value}}\n',
  'tools/helpers.js':
    "require('picocolors');\nconst { double } = require('./double.js');\nmodule.exports = { double };\n",
  'tools/double.js': 'exports.double = (n) => n * 2;\n',
  'libs/other/project.json': { name: 'other', targets: { build: { command: 'node -v', inputs: ['{projectRoot}/*'] } } },
};
for (const name of ['a', 'b']) {
  FILES[`libs/${name}/project.json`] = { name };
  FILES[`libs/${name}/specs/one.yaml`] = 'value: 1\n';
}

/** A package in the lock file on which nothing depends. */
const UNRELATED = 'unrelated';

/** The commits, in order. */
const CHANGES: Readonly<Record<string, (workspace: Workspace) => void>> = {
  'a spec of `a`': (workspace) => workspace.write('libs/a/specs/one.yaml', 'value: 2\n'),
  'a spec of `b`, renamed': (workspace) => rename(workspace, 'libs/b/specs/one.yaml', 'libs/b/specs/first.yaml'),
  'a template that no emit uses, deleted': (workspace) => workspace.remove('tools/templates/spare.hbs'),
  'a template': (workspace) => workspace.write('tools/templates/code.hbs', '{{> line}}end\n'),
  'a partial': (workspace) => workspace.write('tools/partials/line.hbs', 'the value {{double value}}\n'),
  'a module that the helpers import': (workspace) =>
    workspace.write('tools/double.js', 'exports.double = (n) => 2 * n;\n'),
  'a file of one task': (workspace) => workspace.write('flow/news.txt', 'two\n'),
  'an option of `generate`': (workspace) =>
    replaceIn(workspace, 'flow/nx-workflow.json', '"{{@name}}.txt"', '"{{@name}}.md"'),
  'the description of `generate`': (workspace) =>
    replaceIn(workspace, 'flow/nx-workflow.json', '"Code of"', '"The code of"'),
  'a package that the helpers import': (workspace) => bump(workspace, 'picocolors'),
  'another package': (workspace) => bump(workspace, UNRELATED),
  'a `targetDefaults` entry in nx.json': (workspace) => {
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    workspace.write('nx.json', { ...nxJson, targetDefaults: { deploy: { cache: true } } });
  },
  'any other file of `a`': (workspace) => workspace.write('libs/a/README.md', 'a\n'),
  'a file of a project without tasks': (workspace) => workspace.write('libs/other/x.txt', 'x\n'),
};

/** What is expected of the changes that the manual's table leaves out: by tasks, and by projects. */
const NOT_IN_MANUAL: Readonly<Record<string, readonly [string, string]>> = {
  'a partial': ['`a:generate`, `b:generate`, `flow:bundle`, `flow:workflow`', '`a`, `b`, `flow`'],
  'a module that the helpers import': [
    '`a:generate`, `b:generate`, `flow:bundle`, `flow:workflow`',
    '`a`, `b`, `flow`',
  ],
  'the description of `generate`': ['`flow:announce`, `flow:bundle`, `flow:workflow`', '`flow`'],
  'a package that the helpers import': [
    '`a:generate`, `a:lint`, `b:generate`, `b:lint`, `flow:announce`, `flow:bundle`, `flow:workflow`, `other:build`',
    'all',
  ],
  'another package': ['`a:lint`, `b:lint`, `flow:announce`, `flow:workflow`, `other:build`', 'all'],
  'a `targetDefaults` entry in nx.json': [
    '`a:generate`, `a:lint`, `b:generate`, `b:lint`, `flow:announce`, `flow:bundle`, `flow:workflow`, `other:build`',
    'all',
  ],
  'a spec of `b`, renamed': ['`b:generate`, `b:lint`, `flow:bundle`, `flow:workflow`', '`b`, `flow`'],
  'a template that no emit uses, deleted': [
    '`a:generate`, `b:generate`, `flow:bundle`, `flow:workflow`',
    '`a`, `b`, `flow`',
  ],
  'a file of a project without tasks': ['`other:build`', '`other`'],
};

const NX_JSON = { pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } } };

describe('by tasks, on Nx 24', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, nxJson: NX_JSON });
    await commit(workspace, addUnrelated);
  });
  afterAll(() => workspace.dispose());

  const chosenBy = async (range: readonly string[]): Promise<string[]> => {
    const { code, output } = await workspace.nx(['affected', '-t', ...TARGETS, ...range, '--explain=why.json']);
    if (code !== 0) throw new Error(output);
    const { affected: tasks } = JSON.parse(workspace.read('why.json')) as { affected: Record<string, unknown> };
    workspace.remove('why.json');
    return Object.keys(tasks).sort();
  };

  test('a change affects exactly the tasks that depend on it', async () => {
    const chosen: Record<string, string> = {};
    for (const [change, make] of Object.entries(CHANGES)) {
      await commit(workspace, make);
      chosen[change] = cell(await chosenBy(['--base=HEAD~1']));
    }
    expect(chosen).toEqual(column(1));
  }, 300_000);

  test('affected tasks run; their other dependencies are cache hits', async () => {
    expect((await workspace.nx(['run-many', '-t', ...TARGETS])).code).toBe(0);
    await commit(workspace, (it) => it.write('libs/b/specs/first.yaml', 'value: 5\n'));
    const spec = await workspace.nx(affected());
    expect(spec.tasks).toEqual({
      'a:generate': 'cached',
      'a:lint': 'ran',
      'b:generate': 'ran',
      'b:lint': 'ran',
      'flow:announce': 'cached',
      'flow:bundle': 'ran',
    });
    expect(workspace.read('flow/build/bundle/all.txt')).toContain('value 10');
  }, 300_000);

  test('with a base and no head, an untracked spec counts as a change', async () => {
    await commit(workspace, (it) => it.write('libs/other/x.txt', 'y\n'));
    workspace.write('libs/a/specs/new.yaml', 'value: 7\n');
    const reached = ['a:generate', 'a:lint', 'flow:bundle', 'flow:workflow'];
    expect(await chosenBy(['--base=HEAD'])).toEqual(reached);
    expect(await chosenBy(['--untracked'])).toEqual(reached);
    expect(await chosenBy(['--base=HEAD~1', '--head=HEAD'])).toEqual(['other:build']);
    workspace.remove('libs/a/specs/new.yaml');
  }, 300_000);

  test('with `affected.legacy`, projects are affected', async () => {
    await commit(workspace, (it) => it.write('libs/b/specs/first.yaml', 'value: 6\n'));
    const legacy = { NX_LEGACY_AFFECTED: 'true' };
    const { output } = await workspace.nx(['affected', '-t', 'workflow', '--base=HEAD~1'], legacy);
    expect(output).toContain('Running target workflow for project flow');
  }, 300_000);
});

const OLDER = '22.0.0';

describe(`by projects, on Nx ${OLDER}`, () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, nx: OLDER });
    await commit(workspace, addUnrelated);
  }, 300_000);
  afterAll(() => workspace.dispose());

  test('a change affects the projects of its files, and always the workflow', async () => {
    const chosen: Record<string, string> = {};
    for (const [change, make] of Object.entries(CHANGES)) {
      await commit(workspace, make);
      const { code, stdout, output } = await workspace.nx([
        'show',
        'projects',
        '--affected',
        '--base=HEAD~1',
        '--json',
      ]);
      if (code !== 0) throw new Error(output);
      const projects = JSON.parse(stdout) as string[];
      chosen[change] = projects.length === 4 ? 'all' : cell(projects.sort());
    }
    expect(chosen).toEqual(column(2));
  }, 300_000);

  test('affected tasks run', async () => {
    expect((await workspace.nx(['run-many', '-t', ...TARGETS])).code).toBe(0);
    await commit(workspace, (it) => it.write('libs/b/specs/first.yaml', 'value: 5\n'));
    const { tasks } = await workspace.nx(['affected', '-t', 'workflow', '--base=HEAD~1']);
    expect(Object.keys(tasks).filter((task) => tasks[task] === 'cached')).toEqual(['a:generate', 'flow:announce']);
    expect(tasks).toMatchObject({ 'b:generate': 'ran', 'b:lint': 'ran', 'flow:bundle': 'ran' });
  }, 300_000);

  test('`validate --hermetic` reports that it needs a newer Nx', async () => {
    expect(await workspace.cli(['validate', '--hermetic', 'a:lint'])).toMatchObject({
      code: 2,
      stderr:
        'nx-workflow: --hermetic needs Nx 22.7 or later, and this workspace has 22.0.0\n  hint: nx migrate 22.7.12\n',
    });
  });
});

test(`the tests run on this repository's Nx, ${DEFAULT_NX}`, () => {
  expect(Number.parseInt(DEFAULT_NX, 10)).toBe(24);
});

function affected(): string[] {
  return ['affected', '-t', ...TARGETS, '--base=HEAD~1'];
}

async function commit(workspace: Workspace, change: (workspace: Workspace) => void): Promise<void> {
  change(workspace);
  await workspace.git(['add', '-A']);
  await workspace.git(['commit', '-q', '-m', 'change']);
}

function rename(workspace: Workspace, from: string, to: string): void {
  workspace.write(to, workspace.read(from));
  workspace.remove(from);
}

function replaceIn(workspace: Workspace, file: string, from: string, to: string): void {
  const text = workspace.read(file);
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  workspace.write(file, text.replace(from, to));
}

function addUnrelated(workspace: Workspace): void {
  const lock = JSON.parse(workspace.read('package-lock.json')) as { packages: Record<string, object> };
  const resolved = `https://registry.npmjs.org/${UNRELATED}/-/${UNRELATED}-1.0.0.tgz`;
  lock.packages[`node_modules/${UNRELATED}`] = { version: '1.0.0', resolved, integrity: 'sha512-AAAA', dev: true };
  workspace.write('package-lock.json', lock);
}

/** Another version of a package in the lock file, as an update would leave it. */
function bump(workspace: Workspace, name: string): void {
  const lock = JSON.parse(workspace.read('package-lock.json')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry) throw new Error(`${name} is not in the lock file`);
  entry.version = '9.9.9';
  entry.integrity = `sha512-${Buffer.from(name).toString('base64')}`;
  workspace.write('package-lock.json', lock);
}

function cell(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}

/** What is expected of each change: by tasks (1), or by projects (2). */
function column(index: 1 | 2): Record<string, string | undefined> {
  const rows = MANUAL.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  const cells = rows.map((row) => row.split('|').map((text) => text.trim()));
  const changes = cells.filter(([, change = '']) => change in CHANGES);
  return Object.fromEntries([
    ...changes.map((row) => [row[1], row[index + 1]]),
    ...Object.entries(NOT_IN_MANUAL).map(([change, row]) => [change, row[index - 1]]),
  ]) as Record<string, string | undefined>;
}
