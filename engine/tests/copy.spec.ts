import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions } from '../options';
import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { diagnosticsOf } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const BINARY = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff, 0xfe, 0xc3, 0x28]);
const COPY: CodegenOptions['emit'][number] = { copy: ['assets/**/*'], to: 'assets/' };
const ONE = { template: 'one', to: '{{@name}}.txt' };
const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.hbs'],
  emit: [ONE, COPY],
  outputDir: 'generated',
  workers: 1,
};

let workspace: Workspace;
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const names = (): string[] => Object.keys(workspace.outputs() ?? {}).filter((name) => !name.startsWith('.'));
const first = async (options: Partial<CodegenOptions>): Promise<string | undefined> => {
  const { success, output } = await workspace.run(options);
  expect(success).toBe(false);
  return diagnosticsOf(output).split('\n')[0];
};
const due = async (): Promise<string[]> => {
  const graph = await loadGraph(settingsOf(workspace));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  return explainRun(graph).flatMap(({ action, path, from, reasons }) =>
    action === 'fresh' ? [] : [[action, path ?? from, ...reasons].join(' | ')],
  );
};

beforeEach(() => {
  workspace = new Workspace(OPTIONS, { 'specs/a.json': '{}', 'templates/one.hbs': 'one\n' });
  workspace.write({ 'assets/logo.png': BINARY, 'assets/icons/a.svg': '<svg/>\r\n', 'assets/.hidden': 'x' });
});
afterEach(() => workspace.dispose());

test('files are copied byte for byte, once', async () => {
  expect(await counts()).toBe('0/3/0 0/0/0');
  expect(names()).toEqual(['a.txt', 'assets/icons/a.svg', 'assets/logo.png']);
  expect(workspace.outputs()?.['assets/logo.png']).toBe(BINARY.toString('latin1'));
  expect(workspace.outputs()?.['assets/icons/a.svg']).toBe('<svg/>\r\n');
  expect(await counts()).toBe('3/0/0 0/0/0');
  // Without state, the manifest decides.
  expect((await workspace.succeed({}, { env: { NX_WORKFLOW_CACHE_DIR: `${workspace.state}-other` } })).counts).toBe(
    '3/0/0 0/0/0',
  );
});

test('an entry in which Nx has set the default of "each" is accepted', async () => {
  expect(await counts({ emit: [ONE, { ...COPY, each: 'pattern' }] })).toBe('0/3/0 0/0/0');
  expect(await first({ emit: [ONE, { ...COPY, each: 'library' }] })).toBe(
    'error emit: the option "emit" has an entry with "copy" and "each", to "assets/"',
  );
});

test('changed, added, removed and renamed files are copied', async () => {
  await workspace.succeed();
  workspace.write({ 'assets/logo.png': Buffer.concat([BINARY, BINARY]) });
  expect(await due()).toEqual(['render | assets/logo.png | assets/logo.png changed']);
  expect((await deltaRun(workspace))?.generation).toMatchObject({ fresh: 2, rendered: 1, pruned: 0 });
  workspace.write({ 'assets/new.bin': BINARY });
  workspace.remove('assets/logo.png');
  expect(await due()).toEqual([
    'render | assets/new.bin | the file is new',
    'prune | assets/logo.png | assets/logo.png is gone',
  ]);
  expect(await counts()).toBe('2/1/1 0/0/0');
  workspace.write({ 'generated/assets/new.bin': 'by hand' });
  expect(await due()).toEqual(['render | assets/new.bin | it was changed on disk']);
  expect(await counts()).toBe('2/1/0 0/0/0');
  workspace.edit('assets/icons/a.svg', '<svg/>', '<svg/>');
  expect(await counts()).toBe('3/0/0 0/0/0');
  await expectClean(workspace);
});

test('another folder, more globs and no globs', async () => {
  await workspace.succeed();
  expect(await counts({ emit: [ONE, { ...COPY, to: '.' }] } as never)).toBe('1/2/2 0/0/0');
  expect(names()).toEqual(['a.txt', 'icons/a.svg', 'logo.png']);
  const emit = [ONE, { copy: ['assets/icons/*', 'assets/**/*', 'assets/.hidden', '!assets/*.png'], to: 'x' }];
  await workspace.succeed({ emit } as never);
  expect(names()).toEqual(['a.txt', 'x/.hidden', 'x/a.svg']);
  await expectClean(workspace, { emit } as never);
  expect(await counts({ emit: [ONE] } as never)).toBe('1/0/2 0/0/0');
});

test('a copied file that a compiler includes is compiled like a generated one', async () => {
  workspace.write({ 'assets/runtime.ts': 'export const one: number = 1;\n' });
  const options: Partial<CodegenOptions> = { compile: [{ compiler: 'typescript', transformer: 'typescript' }] };
  expect(await counts(options)).toBe('0/4/0 0/1/0');
  expect(names()).toContain('assets/runtime.js');
  workspace.edit('assets/runtime.ts', '1', '2');
  expect((await deltaRun(workspace, options))?.compilation).toMatchObject({ fresh: 0, compiled: 1 });
  expect(workspace.read('generated/assets/runtime.js')).toContain('2');
  workspace.remove('generated/assets/runtime.js');
  expect(await counts(options)).toBe('4/0/0 0/1/0');
  workspace.write({ 'assets/runtime.ts': Buffer.from([0x2f, 0x2f, 0xff]) });
  expect(await first(options)).toContain('assets/runtime.ts:1:3 error encoding');
});

test('the number of threads does not change the output', async () => {
  for (let at = 0; at < 40; at++) workspace.write({ [`assets/n${at}.bin`]: Buffer.from([at, 0xff, at]) });
  await workspace.succeed();
  const made = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed({ workers: 2 });
  expect(workspace.outputs()).toEqual(made);
});

test('links to files are not followed, and a link out of the workspace is an error', async () => {
  workspace.write({ 'other/secret.txt': 'x' });
  symlinkSync(join(workspace.root, 'other/secret.txt'), join(workspace.root, 'assets/link.txt'));
  symlinkSync(join(workspace.root, 'other'), join(workspace.root, 'assets/folder'));
  await workspace.succeed();
  expect(names()).toEqual(['a.txt', 'assets/icons/a.svg', 'assets/logo.png']);
  symlinkSync('/etc', join(workspace.root, 'etc'));
  expect(await first({ emit: [{ copy: ['etc/hostname'], to: 'x' }] } as never)).toBe(
    'etc/hostname error path-outside-workspace: this input lies outside of the workspace, behind a link: changes to it would be missed',
  );
});

test('a file that Nx does not hash is an error', async () => {
  const inputs = ['{projectRoot}/specs/*', '{projectRoot}/templates/*'];
  const { output } = await workspace.run({}, { context: contextOf(inputs) });
  expect(diagnosticsOf(output).split('\n')[0]).toContain('error undeclared-read');
});

test.each<[what: string, emit: object[], says: string]>([
  [
    'two files of one path',
    [ONE, COPY, { copy: ['specs/*'], to: 'assets/icons' }, { template: 'one', to: 'assets/logo.png' }],
    'generated/assets/logo.png error output-collision: this file would be made twice',
  ],
  [
    'nothing that matches',
    [{ copy: ['asets/**/*'], to: 'x' }],
    'error missing-file: no file matches emit.copy (asets/**/*)',
  ],
  [
    'a path that leads out of the workspace',
    [{ copy: ['../x/*'], to: 'x' }],
    'error path-outside-workspace: emit.copy "../x/*" leads out of the workspace',
  ],
  [
    'what the target makes',
    [{ copy: ['generated/*.txt'], to: 'x' }],
    'error emit: emit.copy "generated/*.txt" selects files in outputDir "generated"',
  ],
  [
    'a folder above',
    [{ ...COPY, to: '../x' }],
    'error output-path: "copy" gives the path "../x/icons/a.svg": it leaves the output folder',
  ],
  [
    'a template and files',
    [{ ...ONE, ...COPY }],
    'error emit: the option "emit" has an entry with "copy" and "template", to "assets/"',
  ],
  [
    'a condition on files',
    [{ ...COPY, when: 'x' }],
    'error emit: the option "emit" has an entry with "copy" and "when", to "assets/"',
  ],
  ['neither', [{ to: 'x' }], 'error emit: the option "emit" has an entry without a template, to "x"'],
  [
    'the same twice',
    [COPY, COPY],
    'error output-collision: the option "emit" has this entry twice: copy ["assets/**/*"], to "assets/"',
  ],
])('%s is an error before anything is written', async (_what, emit, says) => {
  expect(await first({ emit } as never)).toContain(says);
  expect(workspace.outputs()).toBeUndefined();
});
