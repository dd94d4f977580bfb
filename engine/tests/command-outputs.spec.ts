import { execFileSync } from 'node:child_process';

import { join, resolve } from 'node:path';
import type { CodegenOptions } from '../options';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { diagnosticsOf } from '../testing/small';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const REPOSITORY = resolve(__dirname, '../..');
const ESBUILD = join(REPOSITORY, 'node_modules/esbuild/bin/esbuild');

const OPTIONS: CodegenOptions = {
  patterns: ['specs/*.json'],
  templates: ['templates/*.hbs'],
  emit: [{ template: 'one', to: 'sub/{{@name}}.ts' }],
  outputDir: 'generated',
  workers: 1,
};

let workspace: Workspace;
const command = (args: string[], outputs: string[] = ['{output}.map'], more: object = {}): Partial<CodegenOptions> =>
  ({
    compile: [{ compiler: 'command', include: ['**/*.ts'], command: args, extension: '.js', outputs, ...more }],
  }) as never;
const esbuild = (...args: string[]): Partial<CodegenOptions> =>
  command([ESBUILD, '{input}', '--log-level=error', '--outfile={output}', ...args]);
/** Writes `{output}` and the other given files. */
const script = (...more: string[]): string[] => ['sh', 'tools/write.sh', '{input}', '{output}', ...more];
const names = (): string[] => Object.keys(workspace.outputs() ?? {}).filter((name) => !name.startsWith('.'));

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'specs/a.json': '{ "value": 1 }',
    'specs/b.json': '{ "value": 2 }',
    'templates/one.hbs': 'export const {{@name}}: number = {{value}};\n',
    'tools/write.sh':
      'in=$1; out=$2; shift 2; cat "$in" > "$out"\nfor one in "$@"; do wc -c < "$in" > "${out%.js}$one"; done\n',
  });
});
afterEach(() => workspace.dispose());

test('esbuild: the source map has paths relative to its final place', async () => {
  await workspace.succeed(esbuild('--sourcemap'));
  expect(names()).toEqual(['sub/a.js', 'sub/a.js.map', 'sub/a.ts', 'sub/b.js', 'sub/b.js.map', 'sub/b.ts']);
  expect(workspace.read('generated/sub/a.js')).toBe('export const a = 1;\n//# sourceMappingURL=a.js.map\n');
  expect(JSON.parse(workspace.read('generated/sub/a.js.map'))).toMatchObject({ version: 3, sources: ['a.ts'] });
  // As esbuild writes it in the final place.
  const made = workspace.read('generated/sub/a.js.map');
  execFileSync(ESBUILD, ['generated/sub/a.ts', '--sourcemap', '--outfile=generated/sub/a.js'], {
    cwd: workspace.root,
    stdio: 'ignore',
  });
  expect(workspace.read('generated/sub/a.js.map')).toBe(made);
  await expectClean(workspace, esbuild('--sourcemap'));
});

test('esbuild: so does an inline source map', async () => {
  const options = { ...esbuild('--sourcemap=inline', '--bundle', '--format=esm') };
  const compile = [{ ...options.compile![0]!, outputs: [] }] as NonNullable<CodegenOptions['compile']>;
  await workspace.succeed({ compile });
  const text = workspace.read('generated/sub/a.js');
  const map = /base64,([\w+/=]+)\n$/.exec(text)?.[1] ?? '';
  expect(JSON.parse(Buffer.from(map, 'base64').toString())).toMatchObject({ sources: ['a.ts'] });
  await expectClean(workspace, { compile });
});

test('all outputs of a compilation are recorded, checked, made and pruned together', async () => {
  const options = command(script('.js.map', '.d.txt'), ['{output}.map', '{stem}.d.txt']);
  expect((await workspace.succeed(options)).counts).toBe('0/2/0 0/2/0');
  expect(names()).toEqual([
    ...['sub/a.d.txt', 'sub/a.js', 'sub/a.js.map', 'sub/a.ts'],
    ...['sub/b.d.txt', 'sub/b.js', 'sub/b.js.map', 'sub/b.ts'],
  ]);
  expect(Object.keys(workspace.manifest().compiled)).toHaveLength(6);
  expect((await workspace.succeed(options)).counts).toBe('2/0/0 2/0/0');
  workspace.remove('generated/sub/a.d.txt');
  const graph = await loadGraph(settingsOf(workspace, options));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  expect(
    explainRun(graph).flatMap(({ action, path, reasons }) => (action === 'fresh' ? [] : [[path, ...reasons]])),
  ).toContainEqual(['sub/a.d.txt', 'it is missing']);
  expect((await workspace.succeed(options)).counts).toBe('2/0/0 1/1/0');
  workspace.edit('specs/b.json', '2', '17');
  expect((await deltaRun(workspace, options))?.compilation).toMatchObject({ fresh: 1, compiled: 1 });
  expect(workspace.read('generated/sub/b.d.txt').trim()).toBe('29');
  workspace.remove('specs/a.json');
  expect((await workspace.succeed(options)).counts).toBe('1/0/1 1/0/1');
  expect(names()).toEqual(['sub/b.d.txt', 'sub/b.js', 'sub/b.js.map', 'sub/b.ts']);
  // One output fewer.
  await workspace.succeed(command(script('.js.map', '.d.txt')));
  expect(names()).toEqual(['sub/b.js', 'sub/b.js.map', 'sub/b.ts']);
  await expectClean(workspace, command(script('.js.map', '.d.txt')));
});

test('a missing declared output is an error, and no output is placed', async () => {
  const { success, output } = await workspace.run(command(script('.d.txt')));
  expect(success).toBe(false);
  expect(diagnosticsOf(output).split('\n').slice(0, 2)).toEqual([
    'generated/sub/a.ts error compile-command: sh succeeded but made no {output}.map',
    '  hint: let the command write it, or take it out of "outputs"',
  ]);
  expect(names()).toEqual(['sub/a.ts', 'sub/b.ts']);
});

test('two producers of one output are an error before anything is written', async () => {
  const { output } = await workspace.run(command(script('.ts'), ['{stem}.ts']));
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'generated/sub/a.ts error output-collision: this file would be made twice',
  );
  expect(workspace.outputs()).toBeUndefined();
});

test('a handwritten file is not overwritten', async () => {
  workspace.write({ 'generated/sub/a.js.map': 'mine' });
  const { output } = await workspace.run(command(script('.js.map')));
  expect(output).toContain('generated/sub/a.js.map error foreign-file');
  expect(workspace.read('generated/sub/a.js.map')).toBe('mine');
});

test('an output that contains the staging path is an error, because it would differ in each run', async () => {
  workspace.write({ 'tools/write.sh': 'echo "$2" > "$2"\n' });
  const { output } = await workspace.run(command(script(), []));
  expect(diagnosticsOf(output).split('\n').slice(0, 2)).toEqual([
    'generated/sub/a.ts error compile-command: sh wrote the path of {output} into a.js, and {output} lies elsewhere in each run',
    '  hint: look for an option that leaves out paths, or names them from the source',
  ]);
});

test('the number of workers does not change the output', async () => {
  const options = command(script('.js.map'));
  await workspace.succeed(options);
  const made = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed({ ...options, workers: 2 });
  expect(workspace.outputs()).toEqual(made);
});
