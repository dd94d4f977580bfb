// @ts-check
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PEERS, REPOSITORY } from './places.mjs';
import { run } from './process.mjs';

const CACHE = join(REPOSITORY, '.cache', 'benchmarks');
const SETTLED = '.installed';
/** The commit of version 0.1.0, or another one to compare with. */
const BEFORE = process.env.BENCH_BEFORE ?? '423525b';

/**
 * A folder with package.json, lock file and node_modules, in which the package is installed beside Nx: the files of
 * `npm pack`, as for a user. Dependencies are installed once; the package itself is packed each time.
 *
 * @param {import('./scratch.mjs').Scratch} scratch
 * @param {string} [repository] built repository to pack
 * @returns {Promise<string>}
 */
export async function installPackage(scratch, repository = REPOSITORY) {
  const folder = scratch.folder('installed');
  const packed = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], repository);
  const tarball = join(folder, JSON.parse(packed)[0].filename);
  const base = await baseFor(tarball);
  await copyTree(join(base, 'node_modules'), join(folder, 'node_modules'));
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(base, name), join(folder, name));
  const target = join(folder, 'node_modules', 'nx-workflow');
  rmSync(target, { recursive: true });
  mkdirSync(target);
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], { cwd: folder });
  return folder;
}

/**
 * The same for version 0.1.0, built with the packages of this repository.
 *
 * @param {import('./scratch.mjs').Scratch} scratch
 */
export async function installRelease(scratch) {
  const folder = scratch.folder('release');
  const archive = join(folder, 'release.tar');
  await run('git', ['archive', '--output', archive, BEFORE], { cwd: REPOSITORY });
  await run('tar', ['-xf', archive], { cwd: folder });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  await npm(['run', 'build'], folder);
  return installPackage(scratch, folder);
}

/** Copies files to a new workspace, as hard links if the file system supports them. @param {string} from @param {string} to */
export async function copyTree(from, to) {
  try {
    await run('cp', ['-al', from, to], { cwd: dirname(to) });
  } catch {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/** Links the packages, which is enough for the engine, since it only resolves them. @param {string} installed @param {string} workspace */
export function linkModules(installed, workspace) {
  symlinkSync(join(installed, 'node_modules'), join(workspace, 'node_modules'));
}

/** Installs the peers, once for each state of their lock file. */
export async function installPeers() {
  const lock = createHash('sha256')
    .update(readFileSync(join(PEERS, 'package-lock.json')))
    .digest('hex');
  const marker = join(PEERS, 'node_modules', SETTLED);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.error('installing the peers into benchmarks/peers …');
  await npm(['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], PEERS);
  writeFileSync(marker, lock);
}

/**
 * The package's dependencies, Nx and the transformers, in the versions of this repository, and packages that modules of a
 * workload import, in the versions of the peers.
 *
 * @param {string} tarball
 */
async function baseFor(tarball) {
  const own = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  const peers = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8'));
  const { nx, typescript, ...dev } = own.devDependencies;
  const manifest = {
    name: 'bench-workspace',
    version: '0.0.0',
    private: true,
    devDependencies: {
      '@nx/devkit': dev['@nx/devkit'],
      graphql: peers.dependencies.graphql,
      nx,
      'nx-workflow': 'file:./nx-workflow.tgz',
      'oxc-transform': dev['oxc-transform'],
      typescript,
    },
  };
  const key = createHash('sha256')
    .update(JSON.stringify([manifest, own.dependencies, own.peerDependencies, own.version]))
    .digest('hex')
    .slice(0, 16);
  const base = join(CACHE, key);
  if (existsSync(base)) return base;
  const unfinished = `${base}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  cpSync(tarball, join(unfinished, 'nx-workflow.tgz'));
  writeFileSync(join(unfinished, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], unfinished);
  try {
    renameSync(unfinished, base);
  } catch {
    rmSync(unfinished, { recursive: true }); // Another process was faster.
  }
  return base;
}

/** @param {readonly string[]} args @param {string} cwd */
async function npm(args, cwd) {
  return (await run('npm', args, { cwd })).stdout;
}
