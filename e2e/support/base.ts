import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runOrThrow } from './process';

const REPOSITORY = resolve(__dirname, '..', '..');
const FOLDER = join(REPOSITORY, '.cache', 'e2e');
const SOURCES = ['plugin', 'engine', 'executors', 'cli', 'diagnostics', 'state', 'modules', 'generators'];
const PACKED = [
  'dist',
  'bin',
  'schemas',
  'executors',
  'executors.json',
  'records.js',
  'package.json',
  'generators',
  'generators.json',
  'migrations.json',
];

/** The default version of Nx for tests. */
export const DEFAULT_NX = (
  JSON.parse(readFileSync(join(REPOSITORY, 'node_modules', 'nx', 'package.json'), 'utf8')) as { version: string }
).version;

/**
 * A folder with package.json, lock file and node_modules, in which the packed package is installed next to
 * Nx, as by a user. Created once for each state of the package and version of Nx by the first test process;
 * the others wait.
 *
 * @param more versions of other packages by name
 */
export async function installedBase(
  nxVersion: string = DEFAULT_NX,
  devkitVersion = nxVersion,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  return withLock(async () => {
    await buildIfStale();
    const others = Object.entries(more).map(([name, version]) => `-${name.replace(/\W+/g, '_')}@${version}`);
    const base = join(FOLDER, `${nxVersion}${others.join('')}-${hashOfPackage()}`);
    if (existsSync(base)) return base;
    removeOldBases();
    const unfinished = `${base}.tmp`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    const packed = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', unfinished], REPOSITORY);
    const { filename } = (JSON.parse(packed) as [{ filename: string }])[0];
    const dependencies = {
      '@nx/devkit': devkitVersion,
      nx: nxVersion,
      'nx-workflow': `file:./${filename}`,
      'oxc-transform': versionHere('oxc-transform'),
      typescript: versionHere('typescript'),
      ...more,
    };
    const manifest = { name: 'e2e-workspace', version: '0.0.0', private: true, devDependencies: dependencies };
    writeFileSync(join(unfinished, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], unfinished);
    renameSync(unfinished, base);
    return base;
  });
}

/** The packed package, as an archive. */
export async function packedPackage(): Promise<string> {
  const base = await installedBase();
  return join(
    base,
    readdirSync(base).find((name) => name.endsWith('.tgz'))!,
  );
}

/** Builds without type checks, so that the files match the sources. */
async function buildIfStale(): Promise<void> {
  const built = join(REPOSITORY, 'dist', '.tsbuildinfo');
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  const isStale = SOURCES.flatMap((folder) => filesIn(join(REPOSITORY, folder))).some(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && statSync(file).mtimeMs > builtAt,
  );
  if (!isStale) return;
  const tsc = join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc');
  await runOrThrow(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: REPOSITORY }).catch((error: unknown) => {
    if (!existsSync(join(REPOSITORY, 'dist', 'plugin', 'index.js'))) throw error;
  });
  await runOrThrow(process.execPath, [join(REPOSITORY, 'tools', 'bundle.mjs')], { cwd: REPOSITORY });
}

function hashOfPackage(): string {
  const hash = createHash('sha256');
  const files = PACKED.flatMap((entry) => filesIn(join(REPOSITORY, entry))).filter((file) => /\.(js|json)$/.test(file));
  for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

function filesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  return stat.isDirectory() ? readdirSync(path).flatMap((name) => filesIn(join(path, name))) : [path];
}

/** Removes bases of older states of the package, except recent ones, which another run may be using. */
function removeOldBases(): void {
  for (const name of readdirSync(FOLDER)) {
    const path = join(FOLDER, name);
    if (name !== 'lock' && Date.now() - statSync(path).mtimeMs > 3_600_000)
      rmSync(path, { recursive: true, force: true });
  }
}

/** The version of a package in this repository. */
export function versionHere(name: string): string {
  return (
    JSON.parse(readFileSync(join(REPOSITORY, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }
  ).version;
}

/** npm without the environment variables of an outer npm, which would refer to this repository. */
export function npm(args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(package|lifecycle|command)/.test(key)),
  );
  return runOrThrow('npm', args, { cwd, env, timeoutMs: 300_000 });
}

/** Runs one process at a time; the lock of a dead process is taken over. */
async function withLock<T>(work: () => Promise<T>): Promise<T> {
  const lock = join(FOLDER, 'lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (!isOwnerAlive(lock)) rmSync(lock, { force: true });
      await new Promise((done) => setTimeout(done, 200));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isOwnerAlive(lock: string): boolean {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner > 0) process.kill(owner, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
