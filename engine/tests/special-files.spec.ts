import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { FILES, library } from '../testing/library';
import { diagnosticsOf } from '../testing/small';
import { MANIFEST, type Run, type Workspace } from '../testing/workspace';

jest.setTimeout(120_000);

/** A longer run is blocked by a pipe or an endless device. */
const LIMIT_MS = 30_000;

let driver = new Driver();
let workspace: Workspace;
afterAll(() => driver.kill());
afterEach(() => workspace.dispose());

async function run(options: Partial<CodegenOptions> = {}): Promise<Run> {
  const timer = setTimeout(() => void driver.kill(), LIMIT_MS);
  try {
    return await workspace.runIn(driver, options);
  } finally {
    clearTimeout(timer);
  }
}

async function succeed(options: Partial<CodegenOptions> = {}): Promise<Run> {
  const done = await run(options);
  if (!done.success) throw new Error(done.output);
  return done;
}

async function said(options: Partial<CodegenOptions> = {}): Promise<string[]> {
  const { success, output } = await run(options);
  return success ? ['it succeeded'] : diagnosticsOf(output).split('\n');
}

/** Replaces what is at a path by something special. */
const PUT: Readonly<Record<string, (path: string) => void>> = {
  'a named pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to a device without end': (path) => symlinkSync('/dev/zero', path),
};

function put(kind: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  PUT[kind]?.(path);
}

const pipe = (path: string): void => put('a named pipe', join(workspace.root, path));

/** A generated library of three patterns with a complete index. */
async function generated(): Promise<Record<string, string>> {
  workspace = library(3);
  await succeed();
  await wait(50);
  await succeed();
  return workspace.outputs() ?? {};
}

describe.each(Object.keys(PUT))('%s in place of state', (kind) => {
  const inState = (folder: string, name: RegExp): string => {
    const found = readdirSync(join(workspace.state, folder)).find((one) => name.test(one));
    return join(workspace.state, folder, found ?? 'nothing');
  };
  it.each<[string, () => string]>([
    ['the manifest', () => join(workspace.output, MANIFEST)],
    ['the index', () => inState('index', /\.index$/)],
    ['what library files show', () => inState('index', /\.usage$/)],
    ['an entry of the template cache', () => inState('templates', /\.js$/)],
    ['the uses of the template cache', () => inState('templates', /^nx-workflow-use\.log$/)],
  ])('of %s counts as damaged: the output is correct, and the file is created again', async (_what, place) => {
    const before = await generated();
    // With a library file, so that usages and totals exist.
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    await succeed();
    const path = place();
    expect(lstatSync(path).isFile()).toBe(true);
    put(kind, path);
    workspace.edit('patterns/pattern00.json', 'Pattern zero', 'Pattern 0');
    await succeed({ optimizations: { incrementalCompilation: !path.includes('templates') } });
    expect(workspace.outputs()).toEqual(before);
    if (!path.endsWith('.usage')) expect(lstatSync(path).isFile()).toBe(true);
    await succeed();
    expect(workspace.outputs()).toEqual(before);
  });
});

describe('remains of a dead run', () => {
  const DEAD = '999999.1-abcdef';

  it.each([
    ['a staging folder', `.codegen-staging-${DEAD}`],
    ['its journal', `.codegen-staging-${DEAD}/journal.json`],
    ['a lock on its way', `.codegen-lock-${DEAD}`],
    ['its name in the lock', `.codegen-lock/${DEAD}`],
    ['a manifest half written', `${MANIFEST}.${DEAD}.tmp`],
  ])('are removed if a named pipe is %s', async (_what, name) => {
    const before = await generated();
    pipe(`generated/${name}`);
    workspace.write({ 'patterns/more.json': '{ "title": "More", "nodes": [] }' });
    await succeed();
    workspace.remove('patterns/more.json');
    await succeed();
    expect(workspace.outputs()).toEqual(before);
  });
});

describe('a named pipe as an input', () => {
  it.each([
    [
      'the schema',
      'pattern.schema.json',
      ['error missing-file: the option "schema" names pattern.schema.json, which is a named pipe, not a file'],
    ],
    [
      'the helpers',
      'code/helpers.js',
      ['code/helpers.js error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)'],
    ],
    [
      'a module behind them',
      'code/loud.js',
      ['code/loud.js error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)'],
    ],
    [
      'the package.json that Node reads for them',
      'code/package.json',
      ['code/package.json error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)'],
    ],
    [
      'a template',
      'templates/count.hbs',
      ['error unknown-template: emit names the template "count", which the option "templates" does not give'],
    ],
  ])('is an error if it is %s', async (_what, path, expected) => {
    const before = await generated();
    pipe(path);
    const lines = await said();
    expect(lines.filter((line) => !line.startsWith('  hint: '))).toEqual(expected);
    expect(workspace.outputs()).toEqual(before);
  });

  it.each([
    [
      'a spec',
      'patterns/pattern01.yaml',
      'patterns/pattern01.yaml error spec-read: the spec cannot be read: it is a named pipe, not a file',
    ],
    [
      'a template',
      'templates/count.hbs',
      'templates/count.hbs error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)',
    ],
  ])('is an error if %s becomes one during the run', async (_what, path, expected) => {
    workspace = library(3);
    const replace = `require('fs').rmSync('${path}'); require('child_process').execFileSync('mkfifo', ['${path}']);`;
    workspace.write({
      'code/helpers.js': `${FILES['code/helpers.js'] ?? ''}${replace.replaceAll(path, join(workspace.root, path))}\n`,
    });
    await driver.kill();
    driver = new Driver();
    expect((await said())[0]).toBe(expected);
    expect(workspace.outputs()).toBeUndefined();
  });

  it.each([
    ['a simple glob', 'patterns/**/*.{json,yaml}'],
    ['any other', 'patterns/**/*.@(json|yaml)'],
  ])('is ignored if %s matches it, and so is a link', async (_what, glob) => {
    workspace = library(3, { patterns: [glob] });
    await succeed();
    const before = workspace.outputs();
    pipe('patterns/pipe.json');
    put('a link to a device without end', join(workspace.root, 'patterns/zero.json'));
    symlinkSync('pattern00.json', join(workspace.root, 'patterns/link.json'));
    pipe('partials/pipe.hbs');
    await succeed();
    expect(workspace.outputs()).toEqual(before);
  });
});

describe('a named pipe as an output', () => {
  const isPipe = (path: string): boolean => lstatSync(join(workspace.root, path)).isFIFO();

  it.each([
    ['with nothing else due', {}],
    ['without a manifest', { [MANIFEST]: true }],
  ])('is kept and reported as an error: %s', async (_what, without) => {
    await generated();
    for (const name of Object.keys(without)) workspace.remove(`generated/${name}`);
    pipe('generated/docs/pattern01.md');
    const hint = '  hint: remove what is in the way';
    expect(await said()).toEqual([
      'generated/docs/pattern01.md error output-place: this file cannot be written: it is a named pipe',
      hint,
    ]);
    expect(isPipe('generated/docs/pattern01.md')).toBe(true);
    // Also with other changes, and if it is no longer an output.
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    expect((await said())[1]).toBe(hint);
    workspace.remove('patterns/pattern01.yaml');
    await succeed();
    expect(isPipe('generated/docs/pattern01.md')).toBe(true);
  });

  it('is kept in the place of a folder of outputs', async () => {
    await generated();
    pipe('generated/docs');
    expect((await said()).slice(0, 2)).toEqual([
      'generated/docs/count.txt error output-place: this file cannot be written: "docs" is not a folder',
      '  hint: remove what is in the way',
    ]);
    expect(isPipe('generated/docs')).toBe(true);
  });

  it('is kept in the place of the output folder', async () => {
    workspace = library(3);
    pipe('generated');
    expect(await said()).toEqual([
      'generated error file-system: this cannot be listed: a part of its path is not a folder (ENOTDIR)',
      '  hint: remove what is in the way',
    ]);
    expect(isPipe('generated')).toBe(true);
  });

  it('is an error as the output of a compiler', async () => {
    const compiler = (...command: [string, ...string[]]): Partial<CodegenOptions> => ({
      compile: [{ compiler: 'command', include: ['index.ts'], extension: '.o', command, depfile: command[0] === 'sh' }],
    });
    workspace = library(1);
    expect(await said(compiler('mkfifo', '{output}'))).toEqual([
      'generated/index.ts error compile-command: mkfifo succeeded but made a named pipe, not a file, as {output}',
      '  hint: the command must write to {output}',
    ]);
    const script = 'mkfifo "$1"; echo > "$0"';
    expect((await said(compiler('sh', '-c', script, '{output}', '{depfile}')))[0]).toBe(
      'generated/index.ts error compile-command: sh wrote no depfile',
    );
  });
});

describe('something in the place of the lock', () => {
  it('is an error with its path if it is a named pipe', async () => {
    const before = await generated();
    pipe('generated/.codegen-lock');
    expect(await said()).toEqual([
      'generated/.codegen-lock error file-system: this cannot be listed: a part of its path is not a folder (ENOTDIR)',
      '  hint: remove what is in the way',
    ]);
    workspace.remove('generated/.codegen-lock');
    expect(workspace.outputs()).toEqual(before);
  });

  it('is an error with its path if it contains a folder', async () => {
    await generated();
    workspace.write({ 'generated/.codegen-lock/mine/file': 'mine' });
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    expect(await said()).toEqual([
      'generated/.codegen-lock/mine error file-system: this cannot be removed: it is a folder (EISDIR)',
      '  hint: remove what is in the way',
    ]);
    expect(readFileSync(join(workspace.output, '.codegen-lock/mine/file'), 'utf8')).toBe('mine');
  });
});
