import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { endDriver, Workspace } from '../testing/workspace';
import type { CodegenOptions } from '../options';
import type { TypecheckOutcome } from './check-types';
import { trimChecks } from './kept-checks';
import type { TypecheckOptions } from '../../executors/typecheck/options';

const BUILT = resolve(__dirname, '../../dist/executors/typecheck/run-typecheck.js');

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.hbs'],
  partials: ['templates/parts/*.hbs'],
  helpers: 'helpers.js',
  emit: [
    { template: 'one', to: '{{@name}}.mts' },
    { template: 'all', to: 'all.mts', each: 'library' },
  ],
  outputDir: 'generated',
  compile: [{ compiler: 'typescript' }],
  workers: 1,
};

const FILES = {
  'specs/a.json': '{ "name": "a", "count": 1 }\n',
  'specs/b.json': '{ "name": "b", "count": 2 }\n',
  'templates/one.hbs': '// {{@path}}\n\n{{> head}}\nexport const count: number = {{json count}};\n',
  'templates/parts/head.hbs': '{{#if name}}\nexport const name: string = {{quoted name}};\n{{/if}}\n',
  'templates/all.hbs': `{{#each patterns}}
import { count as {{name}} } from './{{name}}.mjs';
{{/each}}

export const total: number = {{#each patterns}}{{#unless @first}} + {{/unless}}{{name}}{{/each}};
`,
  'helpers.js': 'exports.quoted = (text) => JSON.stringify(text);\n',
};

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace(OPTIONS, FILES);
});
afterEach(() => workspace.dispose());
afterAll(endDriver);

interface Changes {
  readonly options?: Partial<TypecheckOptions>;
  readonly codegen?: Partial<CodegenOptions>;
  /** The inputs of the check, for finding undeclared reads. */
  readonly inputs?: readonly unknown[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The output of a check. */
type Shown = Pick<TypecheckOutcome, 'success' | 'output'>;

/** Runs the built check in a child process, as Nx does. */
function check(changes: Changes = {}): Shown {
  const [args, env] = program(changes);
  return outcomeOf(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
}

/** The same asynchronously, for concurrent checks. */
async function checkLater(changes: Changes = {}): Promise<Shown> {
  const [args, env] = program(changes);
  return outcomeOf((await promisify(execFile)(process.execPath, args, { env })).stdout);
}

function program({ options = {}, codegen = {}, inputs, env = {} }: Changes): [string[], NodeJS.ProcessEnv] {
  const targets = {
    generate: { executor: 'nx-workflow:codegen', options: { ...OPTIONS, ...codegen } },
    check: { executor: 'nx-workflow:typecheck', ...(inputs ? { inputs } : {}) },
    other: { command: 'x' },
  };
  const project = { root: 'app', targets };
  const graph = { nodes: { demo: { name: 'demo', data: project } }, dependencies: {} };
  const context = {
    root: workspace.root,
    projectName: 'demo',
    targetName: 'check',
    projectsConfigurations: { projects: { demo: project } },
    ...(inputs ? { projectGraph: graph } : {}),
  };
  const text = `require(${JSON.stringify(BUILT)}).runTypecheck(...${JSON.stringify([{ codegen: 'generate', ...options }, context])})
    .then((outcome) => process.stdout.write(JSON.stringify(outcome)))`;
  return [['-e', text], { ...process.env, NX_WORKFLOW_CACHE_DIR: workspace.state, ...env }];
}

function outcomeOf(text: string): Shown {
  const { success, output, diagnostics } = JSON.parse(text) as TypecheckOutcome;
  // Annotations repeat the printed errors.
  for (const { message } of diagnostics) expect(output).toContain(message);
  return { success, output: output.replace(/\d+\.\d ms/g, '_ ms') };
}

describe('checking the types of generated code', () => {
  it('passes without errors, the second time with build info', async () => {
    await workspace.succeed();
    const good = { success: true, output: '[TYPES] files=3 errors=0 (_ ms)\n' };
    expect(check()).toEqual(good);
    const state = join(workspace.state, 'typecheck');
    const [target = '', ...others] = readdirSync(state);
    expect(others).toEqual([]);
    expect(readdirSync(join(state, target)).sort()).toEqual(['check.sha256', 'check.tsbuildinfo']);
    const info = join(state, target, 'check.tsbuildinfo');
    const first = statSync(info).ino;
    expect(check()).toEqual(good);
    expect(statSync(info).ino).not.toBe(first);
    writeFileSync(info, 'no JSON');
    expect(check()).toEqual(good);
    expect(() => JSON.parse(readFileSync(info, 'utf8')) as unknown).not.toThrow();
  });

  it('keeps a limited number of checks and removes remains of killed ones', async () => {
    await workspace.succeed();
    const state = join(workspace.state, 'typecheck');
    const old = (index: number): string => String(index).padStart(32, '0');
    for (let index = 0; index < 102; index++) {
      mkdirSync(join(state, old(index)), { recursive: true });
      writeFileSync(join(state, old(index), 'check.tsbuildinfo'), '{}');
      utimesSync(join(state, old(index), 'check.tsbuildinfo'), 1000 + index, 1000 + index);
    }
    // No process has this id and start time.
    mkdirSync(join(state, `${old(0)}.${process.pid}.1-00ff.tmp`));
    mkdirSync(join(state, 'mine'));
    check();
    const left = readdirSync(state);
    const wanted = [101, false, true, true];
    expect([left.length, left.includes(old(2)), left.includes(old(3)), left.includes('mine')]).toEqual(wanted);
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('gives the same result if several run at once, and if kept checks are removed meanwhile', async () => {
    workspace.edit('specs/b.json', '2', '"two"');
    await workspace.succeed();
    const alone = check();
    const end = Promise.all(Array.from({ length: 3 }, () => checkLater()));
    const cleaning = setInterval(() => trimChecks(workspace.state, 0), 20);
    const outcomes = await end.finally(() => clearInterval(cleaning));
    expect(outcomes).toEqual([alone, alone, alone]);
  });

  it('loads the code that explains errors only if there is one', async () => {
    const loaded = (): string[] => {
      const [[flag = '', text = ''], env] = program({});
      const args = [flag, text.replace('JSON.stringify(outcome)', 'JSON.stringify(Object.keys(require.cache))')];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env })) as string[];
    };
    const explains = expect.stringMatching(/handlebars|explain-findings|jsonc-parser/) as string;
    await workspace.succeed();
    expect(loaded()).not.toContainEqual(explains);
    workspace.edit('specs/b.json', '2', '"two"');
    await workspace.succeed();
    expect(loaded()).toContainEqual(explains);
  });

  it('names the template line and the spec of an error', async () => {
    workspace.edit('specs/b.json', '2', '"two"');
    await workspace.succeed();
    const failed = {
      success: false,
      output: `generated/b.mts:4:14 error type-error: TS2322: Type 'string' is not assignable to type 'number'.
  4 | export const count: number = "two";
    |              ^^^^^
  hint: made by templates/one.hbs:4 from specs/b.json
[TYPES] files=3 errors=1 (_ ms)
`,
    };
    expect(check()).toEqual(failed);
    // The second time it comes from the build info.
    expect(check()).toEqual(failed);
    workspace.edit('specs/b.json', '"two"', '2');
    await workspace.succeed();
    expect(check().success).toBe(true);
  });

  it('names no line if a function takes part, since its text has no marks', async () => {
    const codegen: Partial<CodegenOptions> = {
      templates: ['templates/*.{hbs,js}'],
      partials: ['templates/parts/*.{hbs,js}'],
      emit: [
        { template: 'text', to: 'text-{{@name}}.mts' },
        { template: 'code', to: 'code-{{@name}}.mts' },
      ],
    };
    workspace.write({
      'templates/text.hbs': '{{> head}}{{> code}}\n',
      'templates/code.js':
        "module.exports = (data, { partial }) => `${partial('head')}export const b: number = 'b';\\n`;\n",
      'templates/parts/code.js': 'module.exports = () => "export const a: number = \'a\';";\n',
    });
    workspace.remove('specs/b.json');
    await workspace.succeed(codegen);
    const hints = check({ codegen })
      .output.split('\n')
      .filter((line) => line.includes('hint: '));
    expect(hints).toEqual([
      '  hint: made by templates/code.js from specs/a.json',
      '  hint: made by templates/text.hbs from specs/a.json',
    ]);
  });

  it('shows an error in a partial once for any number of files', async () => {
    workspace.edit('templates/parts/head.hbs', 'string', 'boolean');
    await workspace.succeed();
    expect(check().output)
      .toBe(`generated/a.mts:3:14 error type-error: TS2322: Type 'string' is not assignable to type 'boolean'.
  3 | export const name: boolean = "a";
    |              ^^^^
  hint: made by templates/parts/head.hbs:2 from specs/a.json
  the same line makes this error in 1 more file
[TYPES] files=3 errors=1 (_ ms)
`);
  });

  it('finds errors in library files', async () => {
    workspace.edit('templates/all.hbs', 'total: number', 'total: string');
    await workspace.succeed();
    expect(check().output).toContain('hint: made by templates/all.hbs:5 from the library\n');
  });

  it('names only the template if the file differs from what its templates render', async () => {
    await workspace.succeed();
    workspace.edit('generated/a.mts', '= 1', "= 'by hand'");
    expect(check().output).toContain('hint: made by templates/one.hbs from specs/a.json\n');
  });

  it('uses the options of a tsconfig, and requires the files that it extends as inputs', async () => {
    workspace.write({
      'tsconfig.json': '{ "extends": "./base.json", "compilerOptions": { "composite": true, "outDir": "out" } }',
      'base.json':
        '{ "compilerOptions": { "strict": false, "module": "esnext", "moduleResolution": "bundler", "types": [] } }',
    });
    workspace.edit('templates/one.hbs', '{{json count}}', 'null');
    await workspace.succeed();
    expect(check().output).toContain("TS2322: Type 'null' is not assignable to type 'number'.");
    const options = { tsconfig: 'tsconfig.json' };
    expect(check({ options })).toEqual({ success: true, output: '[TYPES] files=3 errors=0 (_ ms)\n' });
    expect(check({ options, inputs: ['{workspaceRoot}/tsconfig.json'] }).output)
      .toBe(`base.json error undeclared-read: the check reads this file, which is not an input of the target: Nx's cache would miss changes of it
  hint: add "{workspaceRoot}/base.json" to the check's inputs: "typecheck": { "inputs": […] } of the compiler of demo:generate
[TYPES] files=3 errors=1 (_ ms)
`);
    expect(check({ options: { tsconfig: 'nowhere.json' } }).output).toContain('nowhere.json error missing-file');
    expect(check({ options: { tsconfig: '../x.json' } }).output).toContain('error path-outside-workspace');
  });

  it('fails if generated code imports a file that is not an input', async () => {
    workspace.write({ 'src/types.mts': 'export type Count = number;\n' });
    workspace.edit(
      'templates/one.hbs',
      'export const count: number',
      "import type { Count } from '../src/types.mjs';\nexport const count: Count",
    );
    await workspace.succeed();
    const { output } = check({ inputs: ['{projectRoot}/**/*'] });
    expect(output).toContain('src/types.mts error undeclared-read: the check reads this file');
    expect(check({ inputs: ['{workspaceRoot}/src/types.mts'] }).success).toBe(true);
  });

  it('checks only the files of compilers with type checks', async () => {
    workspace.edit('templates/all.hbs', 'total: number', 'total: string');
    await workspace.succeed();
    const narrow: CodegenOptions['compile'] = [
      { compiler: 'typescript', include: ['a.mts'] },
      { compiler: 'typescript', typecheck: false },
    ];
    expect(check({ codegen: { compile: narrow } }).output).toBe('[TYPES] files=1 errors=0 (_ ms)\n');
    expect(check({ codegen: { compile: [] } }).output).toBe('[TYPES] files=0 errors=0 (_ ms)\n');
  });

  it('works with a state folder that cannot be written', async () => {
    await workspace.succeed();
    workspace.write({ 'state-file': '' });
    const env = { NX_WORKFLOW_CACHE_DIR: join(workspace.root, 'state-file') };
    chmodSync(join(workspace.root, 'state-file'), 0o444);
    expect(check({ env })).toEqual({ success: true, output: '[TYPES] files=3 errors=0 (_ ms)\n' });
  });

  it.each<[string, () => void, Changes, string]>([
    [
      'nothing was generated',
      () => undefined,
      {},
      `generated/.codegen-manifest.json error not-generated: there is nothing to check: the manifest of demo:generate is missing
  hint: run "nx run demo:generate" first; a target that checks its code names it in "dependsOn"
`,
    ],
    [
      'the manifest is damaged',
      () => workspace.write({ 'generated/.codegen-manifest.json': '{' }),
      {},
      'the manifest of demo:generate is damaged\n',
    ],
    [
      'the target does not exist',
      () => undefined,
      { options: { codegen: 'generat' } },
      'error unknown-codegen: there is no target "demo:generat" whose code could be checked\n  hint: did you mean "generate"?\n',
    ],
    [
      'the target has another executor',
      () => undefined,
      { options: { codegen: 'other' } },
      'error unknown-codegen: "demo:other" is no codegen target\n  hint: known: "generate"\n',
    ],
    [
      'the options of the target are invalid',
      () => undefined,
      { codegen: { outputDir: '../out' } },
      'error path-outside-workspace: outputDir "../out" leads out of the workspace\n',
    ],
  ])('fails if %s', (_what, prepare, changes, says) => {
    prepare();
    const { success, output } = check(changes);
    expect(success).toBe(false);
    expect(output).toContain(says);
  });

  it('needs the package typescript', async () => {
    await workspace.succeed();
    unlinkSync(join(workspace.root, 'node_modules', 'typescript'));
    expect(check().output)
      .toBe(`error missing-typescript: checking types needs the package typescript, which is not installed
  hint: npm install --save-dev typescript, or set "typecheck": false in the compiler's options
`);
  });
});
