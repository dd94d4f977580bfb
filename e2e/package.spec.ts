import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, runOrThrow } from './support/process';

const REPOSITORY = resolve(__dirname, '..');

interface Packed {
  readonly filename: string;
  /** Download size in bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
let paths: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-package-'));
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  [packed] = JSON.parse(await runOrThrow('npm', args, { cwd: REPOSITORY })) as [Packed];
  paths = packed.files.map((file) => file.path).sort();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package has the expected files, and no others', () => {
  const unexpected = paths.filter(
    (path) =>
      ![
        /^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
        /^(executors|generators|migrations)\.json$/,
        /^schemas\/[\w-]+\.json$/,
        /^(executors|generators)\/[\w-]+\/schema\.json$/,
        /^bin\/nx-workflow\.js$/,
        /^dist\/(plugin|engine|executors|cli|generators|profile|diagnostics|state|modules)\/[\w/-]+\.js$/,
        /^dist\/plugin\/index\.d\.ts$/,
        /^records\.js$/,
        /^skills\/nx-workflow\/SKILL\.md$/,
      ].some((allowed) => allowed.test(path)),
  );
  expect(unexpected).toEqual([]);
  expect(paths.filter((path) => /\.spec\.|\/testing\/|\.map$/.test(path))).toEqual([]);
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'schemas/workflow.json', 'migrations.json']) {
    expect(paths).toContain(path);
  }
});

test('every built file has a source', () => {
  const parts = readFileSync(join(REPOSITORY, 'tools', 'bundle.mjs'), 'utf8');
  const isPart = (path: string): boolean => parts.includes(`'${path.slice('dist/'.length, -'.js'.length)}':`);
  const orphans = paths.filter((path) => path.startsWith('dist/') && !existsSync(sourceOf(path)) && !isPart(path));
  expect(orphans).toEqual([]);
});

test('all files named in package.json, executors.json and generators.json exist', () => {
  const manifest = read('package.json');
  const named = [
    ...[manifest.main, manifest.types, manifest.bin['nx-workflow'], manifest.executors, manifest.generators],
    manifest['nx-migrations'].migrations,
    ...entries('executors.json', 'executors'),
    ...entries('generators.json', 'generators'),
  ].map((path: string) => path.replace(/^\.\//, ''));
  expect(named.filter((path) => !paths.includes(path) && !paths.includes(`${path}.js`))).toEqual([]);
  expect(manifest.license).toBe('MIT');
  expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
});

test('the package has the size that README.md states', () => {
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8').replace(/\s+/g, ' ');
  const [, download, disk] = /is (\d+) kB to download and ([\d.]+) MB on the disk/.exec(readme) ?? [];
  const real = [packed.size / 1000, packed.unpackedSize / 1_000_000];
  const said = [Number(download), Number(disk)];
  const isTrue = said.every((size, index) => Math.abs(size / real[index]! - 1) < 0.15);
  expect({ said, real, isTrue }).toEqual({ said, real, isTrue: true });
  expect(packed.size).toBeLessThan(700_000);
  expect(packed.unpackedSize).toBeLessThan(2_300_000);
});

test('publint and arethetypeswrong find nothing', async () => {
  const tarball = join(folder, packed.filename);
  const publint = await run(process.execPath, [bin('publint', 'publint'), tarball, '--strict'], { cwd: REPOSITORY });
  expect([publint.code, publint.stdout]).toEqual([0, expect.stringContaining('All good!')]);
  const attw = await run(process.execPath, [bin('@arethetypeswrong/cli', 'attw'), tarball], { cwd: REPOSITORY });
  expect([attw.code, attw.stdout]).toEqual([0, expect.stringContaining('No problems found')]);
});

function entries(file: string, key: string): string[] {
  const found = Object.values<Record<string, string>>(read(file)[key]);
  return found.flatMap(({ implementation, batchImplementation, factory, schema }) =>
    [implementation, batchImplementation, factory, schema].filter((path) => path !== undefined),
  );
}

function sourceOf(path: string): string {
  return join(REPOSITORY, path.slice('dist/'.length).replace(/(\.d\.ts|\.js)$/, '.ts'));
}

function bin(name: string, command: string): string {
  const manifest = read(`node_modules/${name}/package.json`);
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  return join(REPOSITORY, 'node_modules', name, path);
}

function read(path: string) {
  return JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8'));
}
