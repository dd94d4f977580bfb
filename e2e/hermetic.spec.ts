import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { createWorkspace, type Workspace } from './support/workspace';

const script = (body: string): string => `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\n${body}`;
const put = (path: string, what: string): string =>
  `mkdirSync('${path.slice(0, path.lastIndexOf('/'))}', { recursive: true });\nwriteFileSync('${path}', ${what});\n`;

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      make: task('make', { inputs: ['{projectRoot}/make.mjs', '{projectRoot}/source.txt'] }),
      good: task('good', { dependsOn: ['make'], inputs: ['{projectRoot}/good.mjs'] }),
      after: task('after', { after: ['make'], inputs: ['{projectRoot}/after.mjs'] }),
      sloppy: task('sloppy', {
        inputs: ['{projectRoot}/sloppy.mjs', { externalDependencies: ['typescript'] }],
      }),
      unstable: task('unstable', { inputs: ['{projectRoot}/unstable.mjs'] }),
      shell: {
        command: 'mkdir -p app/build/shell && cat app/source.txt > app/build/shell/copy.txt',
        inputs: ['{projectRoot}/good.mjs'],
        outputs: ['{projectRoot}/build/shell'],
      },
      only: {
        project: 'bare',
        command: 'cat app/source.txt > bare/build',
        inputs: ['{workspaceRoot}/app/source.txt'],
        outputs: ['{projectRoot}/build'],
      },
      wait: { command: 'node app/wait.mjs', inputs: ['{projectRoot}/wait.mjs'] },
      generate: {
        project: 'libs/*',
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['app/greeting.hbs'],
          prepare: 'app/prepare.js',
          emit: [{ template: 'greeting', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/build/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
    },
  },
  'bare/project.json': { name: 'bare' },
  'app/source.txt': 'source\n',
  'app/notes.txt': 'notes\n',
  'app/flag.txt': 'flag\n',
  'app/lib/shout.mjs': 'export const shout = (text) => text.toUpperCase();\n',
  'app/make.mjs': script(put('app/build/make/a.txt', "readFileSync('app/source.txt')")),
  'app/good.mjs': script(put('app/build/good/b.txt', "readFileSync('app/build/make/a.txt')")),
  'app/after.mjs': script(put('app/build/after/c.txt', "readFileSync('app/build/make/a.txt')")),
  'app/sloppy.mjs': `import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import { shout } from './lib/shout.mjs';
${script(
  put(
    'app/build/sloppy/d.txt',
    "shout(readFileSync('app/notes.txt', 'utf8')) + existsSync('app/flag.txt') + parse('1')",
  ) + put('app/log.txt', "'done'"),
)}`,
  'app/unstable.mjs': script(
    put('app/build/unstable/chance.txt', 'String(Math.random())') +
      put('app/build/unstable/place.txt', 'process.cwd()') +
      put('app/build/unstable/same.txt', "'same'"),
  ),
  // Slow only on request.
  'app/wait.mjs': `import { renameSync, writeFileSync } from 'node:fs';
const begun = process.env.E2E_WAIT;
if (begun) {
  writeFileSync(begun + '.new', String(process.pid));
  renameSync(begun + '.new', begun);
  setInterval(() => undefined, 1000);
}
`,
  'app/greeting.hbs': 'export const text: string = {{json text}};\n',
  'app/prepare.js':
    "const { shout } = require('./shout.js');\nmodule.exports = (spec) => ({ text: shout(spec.text) });\n",
  'app/shout.js': 'exports.shout = (text) => text.toUpperCase();\n',
  'plain/project.json': {
    name: 'plain',
    targets: {
      pack: {
        command: 'node plain/pack.mjs',
        inputs: ['{projectRoot}/pack.mjs', { externalDependencies: ['typescript'] }],
        outputs: ['{projectRoot}/build'],
      },
    },
  },
  'plain/pack.mjs': `import { parse } from 'yaml';\n${script(put('plain/build/e.txt', "String(parse('1'))"))}`,
  'libs/one/project.json': { name: 'one' },
  'libs/one/specs/hello.json': '{ "text": "Hello" }\n',
  'libs/two/project.json': { name: 'two' },
  'libs/two/specs/bye.json': '{ "text": "Bye" }\n',
};

function task(name: string, more: object): object {
  return { command: `node app/${name}.mjs`, outputs: [`{projectRoot}/build/${name}`], ...more };
}

describe('validate --hermetic', () => {
  let workspace: Workspace;
  let temporary: string;
  const validate = (...args: string[]) => workspace.cli(['validate', '--hermetic', ...args], { TMPDIR: temporary });

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    temporary = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-e2e-hermetic-')));
    expect(await workspace.nx(['run-many', '-t', 'workflow', 'pack'])).toMatchObject({ code: 0 });
    workspace.remove('app/log.txt');
  });
  afterAll(() => {
    workspace.dispose();
    rmSync(temporary, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(readdirSync(temporary).filter((name) => name.startsWith('nx-workflow-hermetic-'))).toEqual([]);
    expect(execFileSync('git', ['status', '--short'], { cwd: workspace.root }).toString()).toBe('');
  });

  it('finds nothing for a task that declares everything, also as JSON', async () => {
    const { code, stdout } = await validate('app:good', '--json');
    const report = JSON.parse(stdout) as object;
    const schema = join(__dirname, '..', 'schemas', 'validate-hermetic-report.json');
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(JSON.parse(readFileSync(schema, 'utf8')) as object, report) || ajv.errorsText()).toBe(true);
    expect([code, report]).toEqual([
      0,
      {
        target: 'app:good',
        hermetic: true,
        nodeSeen: true,
        runs: 1,
        inputs: { files: 3, upstream: 1 },
        outputs: { files: 1, differences: [] },
        diagnostics: [],
      },
    ]);
  });

  it('runs code generation of one of several projects', async () => {
    const { code, stdout } = await validate('one:generate');
    expect([code, stdout.replace(/\d+ files and/, 'N files and')]).toEqual([
      0,
      'one:generate: hermetic, 5 of 5 output files equal, from N files and 0 of upstream tasks\n',
    ]);
  });

  it('has the folder of the project, also if no input is in it', async () => {
    expect(await validate('bare:only')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('bare:only: hermetic, 1 of 1 output files equal'),
    });
  });

  it('reports undeclared reads and writes of a task', async () => {
    const { code, stdout } = await validate('app:sloppy');
    expect(code).toBe(1);
    const read = "which is not an input: Nx's cache would miss changes of it\n  hint: add to the inputs of the task:";
    expect(stdout)
      .toContain(`app/flag.txt error undeclared-read: the task looks for the file, ${read} "{projectRoot}/flag.txt"
app/lib/shout.mjs error undeclared-read: the task reads the file, ${read} "{projectRoot}/lib/shout.mjs"
app/notes.txt error undeclared-read: the task reads the file, ${read} "{projectRoot}/notes.txt"
app/log.txt error undeclared-write: the task writes the file, which is not an output: a cache hit does not restore it
  hint: add to the outputs of the task: "{projectRoot}/log.txt"
error task-failed: the task fails if only its declared inputs are present
  hint: it printed:
`);
    expect(stdout).toContain('\napp:sloppy: not hermetic\n');
  });

  it('reports an undeclared package', async () => {
    const { code, stdout } = await validate('plain:pack');
    expect([code, stdout]).toEqual([
      1,
      `error undeclared-package: the task loads a package that is not in its externalDependencies
  hint: add to the inputs of the task: { "externalDependencies": ["yaml"] }
plain:pack: not hermetic
`,
    ]);
  });

  it('does not count an order edge as a declared input', async () => {
    const { code, stdout } = await validate('app:after');
    expect(code).toBe(1);
    expect(stdout)
      .toContain(`app/build/make/a.txt error undeclared-read: the task reads the file, which is not an input: Nx's cache would miss changes of it
  hint: it is an output of app:make, so add to "dependsOn" of the task: "make"
error task-failed: `);
  });

  it('distinguishes random output from output that depends on the path', async () => {
    expect(await validate('app:unstable')).toMatchObject({
      code: 1,
      stdout: `app/build/unstable/chance.txt error not-deterministic: two runs with the same inputs gave different bytes
  hint: remove times, random numbers and unsorted listings
app/build/unstable/place.txt error absolute-path: it contains the path of the workspace, so its bytes differ in any other folder
  hint: write paths relative to the workspace root
app:unstable: not hermetic
`,
    });
  });

  it('shows the output of a program that is not traced', async () => {
    const { code, stdout } = await validate('app:shell');
    expect(code).toBe(1);
    expect(stdout).toContain('error task-failed: the task fails if only its declared inputs are present\n');
    expect(stdout).toContain('app/source.txt: No such file or directory');
  });

  it.each([
    [['app:workflow'], '"app:workflow" runs nothing itself\n  hint: name one of the tasks that it waits for\n'],
    [['app:shel'], 'the project "app" has no target "shel"\n  hint: did you mean "shell"?\n'],
    [['app:good', 'app/nx-workflow.json'], '--hermetic takes a task and no files\n'],
  ])('ends with 2 for wrong use: %j', async (args, message) => {
    const { code, stderr } = await validate(...args);
    expect([code, stderr.includes(message) ? message : stderr]).toEqual([2, message]);
  });

  it('requires outputs to compare with', async () => {
    workspace.remove('app/build/good');
    expect(await validate('app:good')).toMatchObject({
      code: 2,
      stderr:
        'nx-workflow: the workspace has no outputs of "app:good" to compare with\n  hint: run it first: nx run app:good\n',
    });
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const begun = join(temporary, 'begun');
    const args = ['validate', '--hermetic', 'app:wait'];
    const command = workspace.startCli(args, { TMPDIR: temporary, E2E_WAIT: begun });
    const ended = new Promise((done) => command.on('exit', done));
    await until(() => existsSync(begun));
    command.kill('SIGINT');
    expect(await ended).toBe(130);
    const task = Number(readFileSync(begun, 'utf8'));
    await until(() => !isAlive(task));
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !condition(); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(condition()).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
