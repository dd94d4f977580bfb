import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { diagnosticsOf } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, MANIFEST, Workspace, type Run } from '../testing/workspace';

afterAll(endDriver);

const found = spawnSync('g++', ['--version']).status === 0;
/** These tests need a compiler; the titles of skipped tests say why. */
const withCompiler = found ? it : it.skip;
const why = found ? '' : ' (skipped: there is no g++)';

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'source.cpp', to: '{{@name}}.cpp' },
    { template: 'shared.h', to: 'shared.h', each: 'library' },
  ],
  outputDir: 'generated',
  workers: 2,
  compile: [
    {
      compiler: 'command',
      include: ['**/*.cpp'],
      command: ['g++', '-I.', '-Igenerated', '-MMD', '-MF', '{depfile}', '-c', '{input}', '-o', '{output}'],
      extension: '.o',
      depfile: true,
    },
  ],
};

const FILES = {
  'templates/source.cpp.hbs': `{{#if shared}}#include "shared.h"\n{{/if}}{{#if own}}#include "include/own.h"\n{{/if}}
#include <cstddef>
int {{@name}}() { return {{value}}{{#if shared}} + SHARED{{/if}}{{#if own}} + OWN{{/if}}; }\n`,
  'templates/shared.h.hbs': '#define SHARED {{patterns.length}}\n',
  'include/own.h': '#define OWN 1\n',
  'specs/alone.json': '{ "value": 1 }',
  'specs/shares.json': '{ "value": 2, "shared": true }',
  'specs/owns.json': '{ "value": 3, "own": true }',
};

let workspace: Workspace;

beforeEach(() => {
  workspace = new Workspace(OPTIONS, FILES);
});

afterEach(() => workspace.dispose());

/** Names of the objects that a run wrote, without extension. */
async function compiled(options: Partial<CodegenOptions> = {}): Promise<string[]> {
  const run = await workspace.succeed({ verbose: true, ...options });
  return [...run.output.matchAll(/^wrote generated\/(.*)\.o$/gm)].map((match) => match[1] ?? '');
}

async function expectClean(): Promise<void> {
  const incremental = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed();
  expect(incremental).toEqual(workspace.outputs());
}

/** Compiler options with a given command. */
function command(...args: [string, ...string[]]): Partial<CodegenOptions> {
  return { compile: [{ compiler: 'command', include: ['**/*.cpp'], command: args, extension: '.o' }] };
}

async function failure(options: Partial<CodegenOptions>): Promise<Run> {
  const run = await workspace.run(options);
  expect(run.success).toBe(false);
  return run;
}

describe('a command compiler', () => {
  withCompiler(`compiles each file once${why}`, async () => {
    expect((await workspace.succeed()).counts).toBe('0/4/0 0/3/0');
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([
      MANIFEST,
      'alone.cpp',
      'alone.o',
      'owns.cpp',
      'owns.o',
      'shared.h',
      'shares.cpp',
      'shares.o',
    ]);
    expect((await workspace.succeed()).counts).toBe('4/0/0 3/0/0');
    await expectClean();
  });

  withCompiler(`records workspace files that each file read, without system headers${why}`, async () => {
    await workspace.succeed();
    const { compiled: entries } = workspace.manifest();
    expect(Object.entries(entries).map(([path, { reads = {} }]) => [path, Object.keys(reads)])).toEqual([
      ['alone.o', []],
      ['owns.o', ['include/own.h']],
      ['shares.o', ['generated/shared.h']],
    ]);
    expect(JSON.stringify(workspace.manifest())).not.toContain(workspace.root);
  });

  withCompiler(`recompiles exactly the users of a header of the workspace${why}`, async () => {
    await workspace.succeed();
    workspace.write({ 'include/own.h': '#define OWN 2\n' });
    expect(await compiled()).toEqual(['owns']);
    await expectClean();
  });

  withCompiler(`recompiles exactly the users of a generated header${why}`, async () => {
    await workspace.succeed();
    workspace.write({ 'templates/shared.h.hbs': '#define SHARED {{patterns.length}}0\n' });
    const run = await workspace.succeed();
    expect(run.counts).toBe('3/1/0 2/1/0');
    await expectClean();
  });

  withCompiler(`recompiles nothing if a header is rendered to the same bytes${why}`, async () => {
    await workspace.succeed();
    workspace.write({ 'templates/shared.h.hbs': '{{! new }}#define SHARED {{patterns.length}}\n' });
    expect((await workspace.succeed()).counts).toBe('4/0/0 3/0/0');
  });

  withCompiler(`recompiles files that depend on a header that a new pattern changed${why}`, async () => {
    await workspace.succeed();
    workspace.write({ 'specs/more.json': '{ "value": 4 }' });
    expect(await compiled()).toEqual(['more', 'shares']);
    await expectClean();
  });

  withCompiler(`restores an object, and prunes the one of a removed pattern${why}`, async () => {
    await workspace.succeed();
    writeFileSync(join(workspace.output, 'alone.o'), 'tampered');
    expect(await compiled()).toEqual(['alone']);
    const { ino } = statSync(join(workspace.output, 'owns.o'));
    workspace.remove('specs/alone.json');
    expect((await workspace.succeed()).counts).toBe('2/1/1 1/1/1');
    expect(Object.keys(workspace.outputs() ?? {})).not.toContain('alone.o');
    expect(statSync(join(workspace.output, 'owns.o')).ino).toBe(ino);
  });

  withCompiler(`runs again if its command changes, and with the switch off${why}`, async () => {
    await workspace.succeed();
    const [compiler] = OPTIONS.compile ?? [];
    const compile = [
      {
        ...compiler,
        command: ['g++', '-O1', '-I.', '-Igenerated', '-MMD', '-MF', '{depfile}', '-c', '{input}', '-o', '{output}'],
      },
    ];
    expect((await workspace.succeed({ compile } as Partial<CodegenOptions>)).counts).toBe('4/0/0 0/3/0');
    const before = workspace.outputs();
    const run = await workspace.succeed({
      compile,
      optimizations: { incrementalCompilation: false },
    } as Partial<CodegenOptions>);
    expect(run.counts).toBe('0/4/0 0/3/0');
    expect(workspace.outputs()).toEqual(before);
  });

  withCompiler(`reports the compiler's message for a file, and keeps the others${why}`, async () => {
    workspace.write({ 'specs/owns.json': '{ "value": "1 +" }' });
    const run = await failure({ onError: 'continue' });
    const said = diagnosticsOf(run.output).split('\n');
    expect(said[0]).toBe('generated/owns.cpp error compile-command: g++ failed with exit code 1');
    expect(said[1]).toMatch(/^ {2}hint: generated\/owns\.cpp: In function .int owns\(\).:$/);
    expect(Object.keys(workspace.manifest().compiled)).toEqual(['alone.o', 'shares.o']);
    workspace.write({ 'specs/owns.json': '{ "value": "1" }' });
    expect((await workspace.succeed()).counts).toBe('3/1/0 2/1/0');
  });

  withCompiler(`reports an undeclared header as an error${why}`, async () => {
    const inputs = ['{projectRoot}/specs/**/*', '{projectRoot}/templates/**/*'];
    const run = await workspace.run({}, { context: contextOf(inputs) });
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      "include/own.h error undeclared-read: compiling owns.cpp read this file, which is not an input of the target: Nx's cache would miss changes of it",
      '  hint: add to the target\'s inputs: "{workspaceRoot}/include/own.h"',
    ]);
    expect(run.success).toBe(false);
    inputs.push('{workspaceRoot}/include/own.h');
    expect((await workspace.run({}, { context: contextOf(inputs) })).success).toBe(true);
  });

  withCompiler(`handles blanks and special characters of the shell in names${why}`, async () => {
    workspace.write({
      'specs/a b;touch $HOME `x` & $(y) #z.json': '{ "value": 5, "own": true }',
      'include/own.h': '#include "with space #1.h"\n#define OWN SPACE\n',
      'include/with space #1.h': '#define SPACE 1\n',
    });
    workspace.write({
      'templates/source.cpp.hbs': FILES['templates/source.cpp.hbs'].replace('int {{@name}}()', 'int f()'),
    });
    await workspace.succeed();
    expect(Object.keys(workspace.manifest().compiled)).toContain('a b;touch $HOME `x` & $(y) #z.o');
    workspace.write({ 'include/with space #1.h': '#define SPACE 2\n' });
    expect(await compiled()).toEqual(['a b;touch $HOME `x` & $(y) #z', 'owns']);
    await expectClean();
  });

  it('that is not installed is an error', async () => {
    const run = await failure(command('no-such-compiler', '{input}'));
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      'generated/alone.cpp error compile-command: the compiler "no-such-compiler" was not found',
      '  hint: install it, or put it on the PATH',
    ]);
  });

  it('that makes no file is an error', async () => {
    const run = await failure(command('node', '-e', ''));
    expect(diagnosticsOf(run.output).split('\n').slice(0, 2)).toEqual([
      'generated/alone.cpp error compile-command: node succeeded but made no {output}',
      '  hint: the command must write to {output}',
    ]);
  });

  it('that writes no declared depfile is an error', async () => {
    const script = "require('fs').writeFileSync(process.argv[1], 'x')";
    const compile = [
      {
        compiler: 'command',
        include: ['*.cpp'],
        command: ['node', '-e', script, '{output}'],
        extension: '.o',
        depfile: true,
      },
    ];
    const run = await failure({ compile } as Partial<CodegenOptions>);
    expect(diagnosticsOf(run.output).split('\n').slice(0, 2)).toEqual([
      'generated/alone.cpp error compile-command: node wrote no depfile',
      '  hint: give it the options for one, for example "-MMD", "-MF", "{depfile}"',
    ]);
  });

  it('that is ended by a signal is an error', async () => {
    const run = await failure(command('node', '-e', "process.kill(process.pid, 'SIGTERM')"));
    expect(run.output).toContain('generated/alone.cpp error compile-command: node was ended by SIGTERM');
  });

  it('whose output would overwrite a foreign file is an error', async () => {
    workspace.write({ 'generated/owns.o': 'mine' });
    const copy = "require('fs').copyFileSync(process.argv[1], process.argv[2])";
    const run = await failure(command('node', '-e', copy, '{input}', '{output}'));
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      'generated/owns.o error foreign-file: this file was not written by this target and would be overwritten',
      '  hint: move it away, delete it, or give the target another outputDir',
    ]);
    expect(workspace.read('generated/owns.o')).toBe('mine');
  });
});
