import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { createWorkspace, type Workspace } from './support/workspace';

const SCHEMAS = join(__dirname, '..', 'schemas');

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'greeting', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/generated',
          compile: [{ compiler: 'typescript' }],
        },
        configurations: {
          slow: { optimizations: { incrementalCompilation: false } },
          cold: { optimizations: { templateCache: false } },
          odd: { workers: 'many' },
          ending: { helpers: '{projectRoot}/exit.cjs' },
        },
      },
      list: { command: 'node --version', dependsOn: ['generate'] },
    },
  },
  'app/exit.cjs': 'process.exit(0);\n',
  'app/specs/hello.json': '{ "text": "Hello" }\n',
  'app/specs/bye.json': '{ "text": "Bye" }\n',
  'app/templates/greeting.hbs': 'export const text: string = {{json text}};\n',
};

/** The finding of `validate` about the configuration with invalid options. */
const OF_WRONG_CONFIGURATION = `app/nx-workflow.json:38:22 error options: "workers" must be "auto", not "many"
  38 |           "workers": "many"
     |                      ^^^^^^
  hint: the rule is executors/codegen/schema.json#/properties/workers/oneOf/1/const
app/nx-workflow.json:38:22 error options: "workers" must be integer, not "many"
  38 |           "workers": "many"
     |                      ^^^^^^
  hint: the rule is executors/codegen/schema.json#/properties/workers/oneOf/0/type
`;

describe('the command line', () => {
  let workspace: Workspace;
  const cli = (...args: string[]) => workspace.cli(args);
  /** The JSON form of a command, checked against its schema. */
  const json = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await cli(...args, '--json');
    const value = JSON.parse(stdout) as Record<string, unknown>;
    const schema = JSON.parse(readFileSync(join(SCHEMAS, `${args[0]}-report.json`), 'utf8')) as object;
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, value) || ajv.errorsText()).toBe(true);
    return value;
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  it('prints its help, and the help of each command', async () => {
    const { code, stdout } = await cli('--help');
    expect(code).toBe(0);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map((match) => match[1] ?? '');
    expect(names).toEqual(expect.arrayContaining(['validate', 'plan', 'explain', 'check', 'status', 'clean']));
    for (const name of names) {
      const help = await cli(name, '--help');
      expect([name, help.code, help.stdout.startsWith(`nx-workflow ${name}`)]).toEqual([name, 0, true]);
      expect(help.stdout).toContain('--json');
    }
  });

  it('reports an invalid option, and a cache that is off', async () => {
    const odd = await cli('plan', 'app:generate:odd');
    expect([odd.code, odd.stderr]).toEqual([
      1,
      expect.stringContaining('error options: app:generate:odd: options.workers must'),
    ]);
    const cold = await cli('warm', 'app:generate:cold');
    expect([cold.code, cold.stdout]).toEqual([
      1,
      expect.stringContaining('error cache-off: the switch templateCache is off, so there is nothing to fill\n'),
    ]);
  });

  it.each([
    [[], 'Usage: nx-workflow <command>', ''],
    [['vlidate'], '', 'nx-workflow: there is no command "vlidate"\n  hint: did you mean "validate"?\n'],
    [
      ['watch'],
      '',
      'nx-workflow: missing argument <project:target[:configuration]>\n  hint: nx-workflow watch --help\n',
    ],
    [['plan', '--base', 'main'], '', 'nx-workflow: --base and --head need --affected\n'],
    [['plan', '--affected', 'app:generate'], '', '--affected selects the targets: name none\n'],
    [['check', '--', '--workers=1'], '', 'options after "--" need a target: name it\n'],
    [['check', '--affected', '--base=gone'], '', '"nx show projects --affected --json --base=gone" failed\n'],
    [['status', '--format', 'odd'], '', 'nx-workflow: --format is "odd"\n  hint: use text, json, github, gitlab\n'],
    [['plan', '--deep', 'x:y'], '', "nx-workflow: Unknown option '--deep'"],
    [['plan', 'app:generate', 'more'], '', 'nx-workflow: unexpected argument "more"\n'],
    [['plan', 'ap:generate'], '', 'nx-workflow: there is no project "ap"\n  hint: did you mean "app"?\n'],
    [['plan', 'app:generat'], '', 'the project "app" has no target "generat"\n  hint: did you mean "generate"?\n'],
    [['plan', 'app:generate:slw'], '', '"app:generate" has no configuration "slw"\n  hint: did you mean "slow"?\n'],
    [
      ['check', 'app:list'],
      '',
      '"app:list" is not a codegen target: it runs nx:run-commands\n  hint: codegen targets: app:generate\n',
    ],
    [['clean', '--keep', 'some'], '', 'nx-workflow: --keep is "some", not a whole number\n'],
    [['validate', 'nowhere.json'], '', 'nx-workflow: nowhere.json cannot be read\n'],
  ])('ends with 2 for wrong use: %j', async (args, stdout, stderr) => {
    const result = await cli(...args);
    expect(result.code).toBe(2);
    expect(result.stdout).toContain(stdout);
    expect(result.stderr).toContain(stderr);
  });

  it('validates all workflow files, or one', async () => {
    const alone = await cli('validate');
    expect([alone.code, alone.stdout]).toEqual([1, OF_WRONG_CONFIGURATION]);
    workspace.write(
      'other/nx-workflow.json',
      '{ "name": "other", "tasks": { "a": { "command": "x", "dependsOn": ["b"] } } }',
    );
    const all = await cli('validate');
    expect(all.code).toBe(1);
    expect(all.stdout).toContain('other/nx-workflow.json:1:68 error unknown-task: there is no task "b" in this file');
    const one = await cli('validate', 'app/nx-workflow.json');
    expect([one.code, one.stdout]).toEqual([1, OF_WRONG_CONFIGURATION]);
    expect(await json('validate')).toMatchObject({
      files: [
        { file: 'app/nx-workflow.json', tasks: 2, diagnostics: [{ code: 'options' }, { code: 'options' }] },
        { file: 'other/nx-workflow.json', tasks: 0, diagnostics: [{ code: 'unknown-task', line: 1, column: 68 }] },
      ],
    });
    workspace.remove('other');
  });

  it('plans, explains and checks without writing anything', async () => {
    const plan = await cli('plan', 'app:generate');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toBe(`render  a new file from app/templates/greeting.hbs for app/specs/bye.json
render  a new file from app/templates/greeting.hbs for app/specs/hello.json
app:generate: fresh=0 render=2 compile=0 prune=0
`);
    expect((await cli('check', 'app:generate')).code).toBe(1);
    expect(workspace.exists('app/generated')).toBe(false);

    expect((await workspace.nx(['run', 'app:generate'])).code).toBe(0);
    expect((await cli('check', 'app:generate')).stdout).toBe('app:generate: up to date\n');
    workspace.write('app/specs/bye.json', '{ "text": "Good bye" }\n');
    expect(await json('plan', 'app:generate')).toMatchObject({ counts: { fresh: 4, render: 1, compile: 3, prune: 0 } });
    expect((await cli('plan', 'app:generate:slow')).stdout).toContain('fresh=0 render=2');
    expect(workspace.read('app/generated/bye.ts')).toBe('export const text: string = "Bye";\n');
  });

  it('explains why each file is due', async () => {
    const { stdout } = await cli('explain', 'app:generate');
    expect(stdout).toContain('render  app/generated/bye.ts: app/specs/bye.json changed\n');
    expect(stdout).toContain('compile app/generated/bye.js: only if its source changes when it is rendered\n');
    expect(stdout).toContain('app:generate: 4 due, 4 fresh\n');
    await json('explain', 'app:generate');
    await json('check', 'app:generate');
  });

  it('shows the changes of each file as a patch for git apply', async () => {
    workspace.write('app/specs/new.json', '{ "text": "New" }\n');
    workspace.remove('app/specs/hello.json');
    const { code, stdout } = await cli('check', 'app:generate', '--diff');
    expect(code).toBe(1);
    const generated = (): string[][] =>
      workspace
        .list('app/generated')
        .filter((path) => !path.startsWith('.'))
        .map((path) => [path, workspace.read(`app/generated/${path}`)]);
    const lines = { bye: 'export const text: string = "Bye";', hello: 'export const text: string = "Hello";' };
    expect(stdout).toContain(`app/generated/bye.ts: app/specs/bye.json changed
--- a/app/generated/bye.ts
+++ b/app/generated/bye.ts
@@ -1,1 +1,1 @@
-${lines.bye}
+export const text: string = "Good bye";
`);
    expect(stdout).toContain(`--- /dev/null
+++ b/app/generated/new.ts
@@ -0,0 +1,1 @@
+export const text: string = "New";
`);
    expect(stdout).toContain(`--- a/app/generated/hello.ts
+++ /dev/null
@@ -1,1 +0,0 @@
-${lines.hello}
`);
    const { differences } = (await json('check', 'app:generate', '--diff')) as { differences: { diff: string }[] };
    expect(differences.map(({ diff }) => diff).every((diff) => stdout.includes(`${diff}\n`))).toBe(true);
    workspace.write('changes.patch', stdout);
    await workspace.git(['apply', 'changes.patch']);
    workspace.remove('changes.patch');
    const applied = generated();
    await workspace.nx(['run', 'app:generate']);
    expect(applied).toEqual(generated());
    workspace.remove('app/specs/new.json');
    workspace.write('app/specs/hello.json', '{ "text": "Hello" }\n');
  });

  it('reports nothing as up to date if code of the target ends the process', async () => {
    const { code, stderr } = await cli('check', 'app:generate:ending');
    expect([code, stderr]).toEqual([
      1,
      'error module: code of the target ended the process, with exit code 0\n  hint: a module must not call process.exit\n',
    ]);
  });

  it('checks committed files without a manifest by rendering them', async () => {
    await workspace.nx(['run', 'app:generate', '--skip-nx-cache']);
    workspace.remove('app/generated/.codegen-manifest.json');
    expect((await cli('check', 'app:generate')).stdout).toBe('app:generate: up to date\n');
    workspace.write('app/generated/hello.js', 'tampered');
    const { code, stdout } = await cli('check', 'app:generate');
    expect([code, stdout]).toEqual([
      1,
      'app/generated/hello.js: it has other content than a run would give it\n' +
        'app:generate: 1 file is out of date: run "nx run app:generate"\n',
    ]);
    expect(workspace.read('app/generated/hello.js')).toBe('tampered');
  });

  it('plans and checks all targets, or those of affected projects', async () => {
    workspace.write('other/project.json', {
      name: 'other',
      targets: {
        generate: {
          executor: 'nx-workflow:codegen',
          options: {
            patterns: ['{projectRoot}/*.json'],
            templates: ['{projectRoot}/*.hbs'],
            emit: [],
            outputDir: '{projectRoot}/out',
          },
        },
      },
    });
    const { code, stdout } = await cli('check');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /^app\/generated\/hello\.js: .*\napp:generate: 1 file is out of date: .*\nerror options: other:generate: .*\n[^]*other:generate: cannot be checked\n2 targets: 0 up to date, 2 not\n$/,
      ),
    ]);
    expect(await json('check')).toMatchObject({
      upToDate: false,
      targets: [
        { target: 'app:generate', upToDate: false },
        { target: 'other:generate', problems: [{ code: 'options' }] },
      ],
    });
    expect(await json('plan')).toMatchObject({ targets: [{ counts: { render: 2 } }, { target: 'other:generate' }] });
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '-m', 'two targets']);
    expect((await cli('check', '--affected', '--base=HEAD')).stdout).toBe('0 targets: 0 up to date, 0 not\n');
    workspace.write('app/specs/bye.json', '{ "text": "Bye, bye" }\n');
    expect(await json('plan', '--affected', '--base=HEAD')).toMatchObject({
      targets: [{ target: 'app:generate', counts: { render: 2 } }],
    });
    workspace.remove('other');
  });

  it('annotates findings in a GitHub workflow', async () => {
    const { code, stdout } = await cli('check', 'app:generate', '--format', 'github');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(
        '\n::error file=app/generated/hello.js,title=out-of-date::it has other content than a run would give it%0Arun "nx run app:generate"\n',
      ),
    ]);
    workspace.write(
      'broken/nx-workflow.json',
      '{ "name": "broken", "tasks": { "a": { "command": "x", "dependsOn": ["b"] } } }',
    );
    expect((await cli('validate', '--format=github')).stdout).toContain(
      '::error file=broken/nx-workflow.json,line=1,col=69,title=unknown-task::there is no task "b" in this file',
    );
    const gitlab = await cli('validate', '--format=gitlab');
    expect(JSON.parse(gitlab.stdout)).toMatchObject([
      { check_name: 'options', location: { path: 'app/nx-workflow.json', lines: { begin: 38 } } },
      { check_name: 'options' },
      { check_name: 'unknown-task', location: { path: 'broken/nx-workflow.json', lines: { begin: 1 } } },
    ]);
    expect(gitlab.stderr).toContain('broken/nx-workflow.json:1:69 error unknown-task');
    workspace.remove('broken');
    workspace.write('app/specs/bye.json', '{ "text": }\n');
    const failed = await workspace.nx(['run', 'app:generate', '--skip-nx-cache'], { GITHUB_ACTIONS: 'true' });
    expect(failed.output).toContain('\n::error file=app/specs/bye.json,line=1,col=11,title=spec-syntax::');
    expect((await workspace.nx(['run', 'app:generate', '--skip-nx-cache'])).output).not.toContain('::error');
    workspace.write('app/specs/bye.json', '{ "text": "Bye" }\n');
  });

  it('shows the state of the cache and of targets, and empties the cache', async () => {
    const before = await json('status');
    expect(before).toMatchObject({
      templateCache: { folder: 'node_modules/.cache/nx-workflow/templates', entries: 2 },
      targets: [{ target: 'app:generate', outputDir: 'app/generated', manifest: 'missing', upToDate: false }],
    });
    expect((before['templateCache'] as { hits: number }).hits).toBeGreaterThan(0);
    expect((await cli('clean', '--keep', '1')).stdout).toBe(
      'removed 1 template, 1 index and 0 type checks; kept 1 template\n',
    );
    expect(await json('clean')).toEqual({ templates: 1, indexes: 0, typechecks: 0, kept: 0 });
    expect(await json('status')).toMatchObject({ templateCache: { entries: 0, hits: 0, misses: 0, savedMs: 0 } });
  });

  it('fills the template cache ahead of time, for one target or all', async () => {
    await cli('clean');
    expect((await cli('warm')).stdout).toBe('app:generate: 2 templates, 0 already cached, 2 compiled\n');
    expect(await json('warm', 'app:generate')).toEqual({
      targets: [{ target: 'app:generate', templates: 2, hits: 2, compiled: 0, problem: null }],
    });
    workspace.remove('app/generated');
    const { output } = await workspace.nx(['run', 'app:generate:slow', '--skip-nx-cache']);
    expect(output).toContain('[OPT-1] templates: [CACHE HIT] 2 of 2');
    workspace.write('app/templates/greeting.hbs', 'export const text: string = {{jsn text}};\n');
    const broken = await cli('warm');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain('app:generate: app/templates/greeting.hbs:1:31 error unknown-helper');
    workspace.write('app/templates/greeting.hbs', FILES['app/templates/greeting.hbs']);
    expect((await cli('warm', 'app:generat')).code).toBe(2);
  });

  it('reports that it is not in a workspace', async () => {
    workspace.remove('nx.json');
    const { code, stderr } = await cli('status');
    expect([code, stderr]).toEqual([
      2,
      'nx-workflow: this is not an Nx workspace: no nx.json in this folder or above\n  hint: run it in a workspace\n',
    ]);
  });
});
