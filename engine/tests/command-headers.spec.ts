import { rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compareRun } from '../compare-run';
import { compileByCommand } from '../compile/compile-by-command';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions, CommandCompiler } from '../options';
import { ownedFiles } from '../output/owned';
import { Staging } from '../output/staging';
import { EmitStage } from '../render/emit-stage';
import { expectClean, settingsOf } from '../testing/delta-run';
import { diagnosticsOf, small } from '../testing/small';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

describe('a generated header that is removed', () => {
  const options: Partial<CodegenOptions> = {
    emit: [
      { template: 'header', to: '{{@name}}.h' },
      { template: 'list', to: '{{@name}}.list' },
    ],
    compile: [
      {
        compiler: 'command',
        command: ['node', 'tools/cat.cjs', '{input}', '{output}', '{depfile}'],
        depfile: true,
        extension: '.out',
        include: ['*.list'],
      },
    ],
  };
  const files = {
    'templates/header.hbs': '#define {{title}}\n',
    'templates/list.hbs': 'list {{@name}}\n',
    'specs/b.json': '{ "title": "B" }\n',
    // Includes a header if it exists.
    'tools/cat.cjs': `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
const reads = fs.existsSync('generated/a.h') ? ['generated/a.h'] : [];
fs.writeFileSync(output, fs.readFileSync(input, 'utf8') + reads.map((path) => fs.readFileSync(path, 'utf8')).join(''));
fs.writeFileSync(depfile, output + ': ' + [input, ...reads].join(' ') + '\\n');
`,
  };

  beforeEach(async () => {
    workspace = small(files, options);
    await workspace.succeed();
    await workspace.succeed();
    expect(workspace.read('generated/b.out')).toBe('list b\n#define A\n');
    workspace.remove('specs/a.json');
  });

  test('is removed before the files that read it are compiled', async () => {
    expect((await workspace.succeed()).counts).toBe('2/0/2 0/1/1');
    expect(workspace.read('generated/b.out')).toBe('list b\n');
    expect((await workspace.succeed()).counts).toBe('2/0/0 1/0/0');
    await expectClean(workspace);
  });

  test('in a run with the whole graph', async () => {
    workspace.remove('generated/b.h');
    expect((await workspace.succeed()).counts).toBe('1/1/2 0/1/1');
    expect((await workspace.succeed()).counts).toBe('2/0/0 1/0/0');
    await expectClean(workspace);
  });

  test('is a reason to compile them, and a difference in check', async () => {
    const graph = await loadGraph(settingsOf(workspace));
    if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
    expect(explainRun(graph).find(({ path }) => path === 'b.out')).toMatchObject({
      action: 'compile',
      reasons: ['generated/a.h goes'],
    });
    expect(await compareRun(graph)).toContainEqual({ path: 'b.out', why: 'generated/a.h goes', becomes: 'unknown' });
  });

  test('stays correct if a compiler fails and the next run succeeds', async () => {
    const script = workspace.read('tools/cat.cjs');
    workspace.write({ 'tools/cat.cjs': 'process.exit(1);\n' });
    const failed = await workspace.run();
    expect(failed.success).toBe(false);
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'b.h', 'b.list']);
    workspace.write({ 'tools/cat.cjs': script });
    expect((await workspace.succeed()).counts).toBe('2/0/0 0/1/0');
    await expectClean(workspace);
  });
});

/** A script that appends files to its input and lists them in a depfile. */
const reading = (...paths: readonly string[]): string => `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
const reads = ${JSON.stringify(paths)};
fs.writeFileSync(output, [input, ...reads].map((path) => fs.readFileSync(path, 'utf8')).join(''));
fs.writeFileSync(depfile, output + ': ' + [input, ...reads].join(' ') + '\\n');
`;

const command = (script: string, include = '*.txt', extension = '.out'): CommandCompiler => ({
  compiler: 'command',
  command: ['node', script, '{input}', '{output}', '{depfile}'],
  depfile: true,
  extension,
  include: [include],
});

const READER: Partial<CodegenOptions> = { compile: [command('tools/cat.cjs')] };

describe('a header behind a link', () => {
  const out = (): string => workspace.read('generated/a.out');
  const tick = (): Promise<unknown> => wait(60);
  const link = (target: string, path: string): void => {
    rmSync(join(workspace.root, path), { force: true });
    symlinkSync(target, join(workspace.root, path));
  };

  test.each([
    ['a link', 'inc/now.h', 'one.h', 'two.h', 'inc/now.h'],
    ['a link to a folder', 'now', 'inc/one', 'inc/two', 'now/x.h'],
  ])('%s with a new target is another file', async (_what, path, before, after, read) => {
    const headers = { 'inc/one.h': 'one', 'inc/two.h': 'two', 'inc/one/x.h': 'one', 'inc/two/x.h': 'two' };
    workspace = small({ ...headers, 'tools/cat.cjs': reading(read) }, READER);
    link(before, path);
    await tick();
    await workspace.succeed();
    expect(out()).toBe('Hello A\none');
    await tick();
    link(after, path);
    await tick();
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect(out()).toBe('Hello A\ntwo');
    link(before, path);
    rmSync(workspace.state, { recursive: true });
    await workspace.succeed();
    expect(out()).toBe('Hello A\none');
    expect((await workspace.succeed()).counts).toBe('1/0/0 1/0/0');
    expect(Object.keys(workspace.manifest().compiled['a.out']?.reads ?? {})).toEqual(
      [read, read === path ? 'inc/one.h' : 'inc/one/x.h'].sort(),
    );
  });

  test('to a generated header causes one compilation', async () => {
    const options: Partial<CodegenOptions> = {
      emit: [
        { template: 'one', to: '{{@name}}.txt' },
        { template: 'header', to: 'all.h', each: 'library' },
      ],
      ...READER,
    };
    workspace = small(
      { 'templates/header.hbs': '{{patterns.length}}', 'tools/cat.cjs': reading('inc/all.h') },
      options,
    );
    workspace.write({ 'inc/readme.txt': '' });
    symlinkSync('../generated/all.h', join(workspace.root, 'inc/all.h'));
    await workspace.succeed();
    expect((await workspace.succeed()).counts).toBe('2/0/0 1/0/0');
    workspace.write({ 'specs/b.json': '{ "title": "B" }\n' });
    expect((await workspace.succeed()).counts).toBe('1/2/0 0/2/0');
    expect(out()).toBe('Hello A\n2');
    expect((await workspace.succeed()).counts).toBe('3/0/0 2/0/0');
  });
});

test('a header in a package is tracked', async () => {
  workspace = small({ 'node_modules/p/p.h': 'one', 'tools/cat.cjs': reading('node_modules/p/p.h') }, READER);
  await workspace.succeed();
  workspace.write({ 'node_modules/p/p.h': 'two' });
  await workspace.succeed();
  expect(workspace.read('generated/a.out')).toBe('Hello A\ntwo');
});

test('missing files in a depfile, and files next to the output, are ignored', async () => {
  const script = `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
const beside = output + '.i';
fs.copyFileSync(input, beside);
fs.copyFileSync(beside, output);
fs.writeFileSync(depfile, output + ': ' + [input, beside, 'gone.h'].join(' ') + '\\n');
`;
  workspace = small({ 'tools/cat.cjs': script }, READER);
  await workspace.succeed();
  expect((await workspace.succeed()).log).not.toContain('manifest:');
  expect(workspace.manifest().compiled['a.out']).not.toHaveProperty('reads');
});

describe('a command that reads the output of a command', () => {
  const message = (reader: string, maker: string): string[] => [
    `generated/b.txt error command-order: ${reader} read generated/a.out, which ${maker} makes: what commands make is put in place when all have run, so this was one of an earlier run`,
  ];
  const one = `const fs = require('fs'); fs.copyFileSync(process.argv[2], process.argv[3]); fs.writeFileSync(process.argv[4], '');\n`;

  test('of another compiler is an error in every run', async () => {
    // It reads the existing file.
    const guarded = reading('generated/a.out').replace('"];', '"].filter(fs.existsSync);');
    workspace = small(
      { 'specs/b.json': '{ "title": "B" }\n', 'tools/one.cjs': one, 'tools/two.cjs': guarded },
      { compile: [command('tools/one.cjs', 'a.txt'), command('tools/two.cjs', 'b.txt', '.two')] },
    );
    await workspace.succeed();
    const expected = [
      ...message('compile[1] (node tools/two.cjs)', 'compile[0] (node tools/one.cjs)'),
      '  hint: let one command do both, or move compile[1] to a task that depends on this one',
    ];
    for (const edit of ['BB', 'BBB', 'BBB']) {
      workspace.write({ 'specs/b.json': `{ "title": "${edit}" }\n` });
      const run = await workspace.run();
      expect(diagnosticsOf(run.output).split('\n')).toEqual(expected);
      expect(Object.keys(workspace.manifest().compiled)).toEqual(['a.out']);
    }
  });

  test('of the same compiler is an error in a run with a partial graph', async () => {
    const script = `${reading()}if (input === 'generated/b.txt' && fs.readFileSync(input, 'utf8').includes('BB'))
  fs.appendFileSync(depfile, output + ': generated/a.out\\n');
`;
    workspace = small({ 'specs/b.json': '{ "title": "B" }\n', 'tools/cat.cjs': script }, READER);
    await workspace.succeed();
    await workspace.succeed();
    await wait(60);
    workspace.write({ 'specs/b.json': '{ "title": "BB" }\n' });
    const run = await workspace.run();
    const name = 'compile[0] (node tools/cat.cjs)';
    expect(diagnosticsOf(run.output).split('\n')[0]).toEqual(message(name, name)[0]);
  });
});

describe('an edit while a command reads a file', () => {
  const slow = (then: string, reads = '[]'): string => `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
const reads = ${reads};
const text = [input, ...reads].map((path) => fs.readFileSync(path, 'utf8')).join('');
if (!fs.existsSync('done')) {
  fs.writeFileSync('done', '');
  ${then}
}
fs.writeFileSync(output, text);
fs.writeFileSync(depfile, output + ': ' + [input, ...reads].join(' ') + '\\n');
`;

  test('of the source is an error, and the file is compiled again', async () => {
    workspace = small({ 'tools/cat.cjs': slow("fs.writeFileSync(input, 'by hand\\n');") }, READER);
    const run = await workspace.run();
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      'generated/a.txt error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ]);
    workspace.write({ 'generated/a.txt': 'Hello A\n' });
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect((await workspace.succeed()).counts).toBe('1/0/0 1/0/0');
  });

  test('of a header that is read for the first time is an error, and the file is compiled again', async () => {
    const script = slow("fs.writeFileSync('inc/x.h', 'two');", "['inc/x.h']");
    workspace = small({ 'inc/x.h': 'one', 'tools/cat.cjs': script }, READER);
    const run = await workspace.run();
    expect(diagnosticsOf(run.output).split('\n')[0]).toBe(
      'inc/x.h error changed-during-run: this file changed while the run was reading it',
    );
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect(workspace.read('generated/a.out')).toBe('Hello A\ntwo');
  });

  /** Number of compiler runs and error codes if a header was touched this long before the run. */
  async function compiledBefore(milliseconds: number): Promise<[runs: number, codes: readonly string[]]> {
    const script = `${reading('inc/x.h')}fs.appendFileSync('runs', '.');\n`;
    workspace = small({ 'inc/x.h': 'one', 'tools/cat.cjs': script });
    await workspace.succeed();
    const graph = await loadGraph(settingsOf(workspace, READER));
    if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
    const touched = statSync(join(workspace.root, 'inc/x.h')).ctimeMs;
    const files = new Map(graph.plan.freshFiles);
    const entries = { patterns: new Map(), files, skipped: new Map(), compiled: new Map() };
    const staging = new Staging(graph.outputFolder, 'a-test');
    const late = { ...graph, began: touched + milliseconds };
    const { failures } = await compileByCommand(late, undefined, staging, entries, ownedFiles(graph));
    return [workspace.read('runs').length, failures.map(({ code }) => code)];
  }

  test('a header touched in the clock tick before the run is read again', async () => {
    expect(await compiledBefore(5)).toEqual([2, []]);
  });
  test('a header touched earlier is read once', async () => {
    expect(await compiledBefore(500)).toEqual([1, []]);
  });
  test('a header touched later is an error', async () => {
    expect(await compiledBefore(-5)).toEqual([1, ['changed-during-run']]);
  });

  test('an edit of a TypeScript source between plan and compilation is an error, and the file is compiled again', async () => {
    const options: Partial<CodegenOptions> = {
      emit: [{ template: 'one', to: 'sub/{{@name}}.ts' }],
      compile: [{ compiler: 'typescript', transformer: 'typescript' }],
    };
    workspace = small({ 'templates/one.hbs': 'export const title: string = "{{title}}";\n' }, options);
    await workspace.succeed();
    workspace.write({ 'generated/sub/a.js': 'broken\n' });
    const stage = new EmitStage({
      settings: settingsOf(workspace),
      emitTemplates: ['templates/one.hbs'],
      freshParts: new Map(),
      stagingFolder: undefined,
      stagingPrefix: '',
    });
    const graph = await loadGraph(settingsOf(workspace));
    if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
    const [job] = graph.plan.jobs;
    if (job?.kind !== 'compile') throw new Error('nothing to compile');
    workspace.edit('generated/sub/a.ts', '"A"', '"by hand"');
    expect(stage.finish(job)).toMatchObject({
      compiled: [],
      failures: [{ code: 'changed-during-run', file: 'generated/sub/a.ts' }],
    });
    await workspace.succeed();
    await expectClean(workspace);
  });
});
