import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LONG, seeded, tried } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { FILES, LIBRARY, patterns } from '../testing/library';
import { snapshot, Workspace } from '../testing/workspace';

jest.setTimeout(LONG ? 1_800_000 : 120_000);

const COUNT = 8;
const REPOSITORY = resolve(__dirname, '../..');
const DRIVER = join(REPOSITORY, 'dist/executors/codegen/run-target.js');

/** Other versions of Node from npm, in addition to the current one; only fetched in a long test. */
const NODES = ['20.19.0', '22.22.0', '24.15.0'];

/** Everything about the machine that can affect a run. */
interface Place {
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly umask?: number;
  readonly cwd?: (workspace: Workspace) => string;
  readonly options?: Partial<CodegenOptions>;
  readonly folder?: string;
  /** Shuffles the order of file creation and of folder listings, which Node sorts. */
  readonly seed?: number;
}

/** Makes the main thread wait until another one has a pattern; otherwise it would do all the work. */
const PREPARE = `const { isMainThread } = require('worker_threads');
const { existsSync, writeFileSync } = require('fs');
const { OTHER_THREAD } = process.env;
const clock = new Int32Array(new SharedArrayBuffer(4));
const meet = () => {
  if (!OTHER_THREAD) return;
  if (!isMainThread) writeFileSync(OTHER_THREAD, '');
  while (!existsSync(OTHER_THREAD)) Atomics.wait(clock, 0, 0, 5);
};
`;

/** Preload script. */
const SHUFFLED_FOLDERS = `
    const fs = require('fs');
    const { readdirSync } = fs;
    fs.readdirSync = (...args) => readdirSync(...args).reverse();`;

const PLACES: readonly Place[] = [
  {},
  { env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
  { env: { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'POSIX', NODE_ICU_DATA: '' } },
  { env: { TZ: '', LANG: '', LC_ALL: 'de_DE.ISO-8859-1', COLUMNS: '20', NO_COLOR: '1' } },
  { env: { FORCE_COLOR: '3', NODE_ENV: 'production', CI: 'true' } },
  { umask: 0o077 },
  { umask: 0o000, options: { workers: 3 } },
  { cwd: () => '/' },
  { cwd: (workspace) => join(workspace.root, 'patterns'), options: { workers: 2 } },
  { folder: 'deeper/with spaces, ü and $HOME' },
  { folder: 'x'.repeat(120), seed: 1 },
  { seed: 2, options: { workers: 8 } },
  { seed: 3, options: { workers: 'auto', verbose: true } },
];

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function shuffled(files: Readonly<Record<string, string>>, seed: number): Record<string, string> {
  const random = seeded(seed);
  const entries = Object.entries(files).map((entry) => [random(), entry] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, entry]) => entry));
}

/** The output folder of a run in a new process. */
function outputsIn({ node = process.execPath, env = {}, umask, cwd, options = {}, folder = '.', seed }: Place) {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-same-')));
  folders.push(parent);
  const place = join(parent, folder);
  mkdirSync(place, { recursive: true });
  const prepare = PREPARE + (FILES['code/prepare.js'] ?? '').replace('=> ({', '=> meet() ?? ({');
  const files = { ...FILES, ...patterns(COUNT), 'code/prepare.js': prepare };
  const threads = Number(options.workers) > 1 ? { OTHER_THREAD: join(place, 'other-thread') } : {};
  const workspace = new Workspace(LIBRARY, seed === undefined ? files : shuffled(files, seed), place);
  const code = `
    ${seed === undefined ? '' : SHUFFLED_FOLDERS}
    ${umask === undefined ? '' : `process.umask(${umask});`}
    const { runTarget } = require(${JSON.stringify(DRIVER)});
    const options = ${JSON.stringify({ ...LIBRARY, ...options })};
    runTarget(options, { root: ${JSON.stringify(workspace.root)}, projectName: 'demo' }).then(({ success, output }) => {
      if (!success) throw new Error(output);
    });`;
  execFileSync(node, ['--eval', code], {
    cwd: cwd?.(workspace) ?? workspace.root,
    env: { PATH: process.env['PATH'], NX_WORKFLOW_CACHE_DIR: workspace.state, ...threads, ...env },
    encoding: 'utf8',
  });
  return snapshot(workspace.output);
}

describe('the bytes of an output folder', () => {
  let expected: ReturnType<typeof outputsIn>;
  beforeAll(() => {
    expected = outputsIn({});
    expect(Object.keys(expected ?? {}).length).toBeGreaterThan(COUNT * 5);
  });

  it.each(PLACES.slice(1))('do not depend on %j', (place) => {
    expect(outputsIn(place)).toEqual(expected);
    tried('surroundings that gave the same bytes', 1);
  });

  (LONG ? it.each(NODES) : it.skip.each(NODES))('do not depend on Node: %s', (version) => {
    expect(outputsIn({ node: nodeOf(version) })).toEqual(expected);
    tried('versions of Node that gave the same bytes', 1);
  });
});

/** A Node binary from npm, kept between test runs. */
function nodeOf(version: string): string {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(REPOSITORY, '.cache', 'node', version);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `${name}@${version}`];
    execFileSync('npm', args, { cwd: folder, stdio: 'ignore' });
  }
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()).toBe(`v${version}`);
  expect(readFileSync(program).length).toBeGreaterThan(1_000_000);
  return program;
}
