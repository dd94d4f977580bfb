// @ts-check
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NxWorkspace, commitAll } from './nx.mjs';
import { PEERS } from './places.mjs';
import { run } from './process.mjs';
import { peerPath } from './reference.mjs';
import { TASKS, writeSources } from './task-graph.mjs';

/**
 * Task runners for the workflow of task-graph.mjs.
 *
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} folder folder with `src` and `build`
 * @property {() => Promise<{ ms: number, fresh: boolean }>} run runs the whole workflow: milliseconds of the process, and
 *   `fresh` if the tool reports that no task had to run
 */

/** The workflow as a workflow file. @returns {object} */
function workflowFile() {
  const tasks = Object.fromEntries(
    TASKS.map(({ id, name, phase, needs, source, output, command }) => [
      name,
      {
        id,
        phase,
        command: `cd {projectRoot} && ${command}`,
        dependsOn: needs,
        inputs: [`{projectRoot}/${source}`],
        outputs: [`{projectRoot}/${output}`],
      },
    ]),
  );
  return { name: 'flow', phases: [...new Set(TASKS.map(({ phase }) => phase))], tasks };
}

/**
 * Workspaces with the same targets: inferred from a workflow file, with and without run records, and written to
 * project.json without our plugin: alone, and with a no-op plugin.
 *
 * @param {import('./bench.mjs').Bench} bench
 */
export async function nxWorkspaces(bench) {
  const files = { 'flow/nx-workflow.json': workflowFile(), 'flow/src/.gitkeep': '' };
  const recording = await NxWorkspace.create(bench, 'recording', {
    files,
    plugins: ['nx-workflow', 'nx-workflow/records'],
  });
  const inferred = await NxWorkspace.create(bench, 'inferred', { files, plugins: ['nx-workflow'] });
  const { stdout } = await inferred.nx(['show', 'project', 'flow', '--json'], { daemon: false });
  const { name, targets } = JSON.parse(stdout);
  const handWritten = { 'flow/project.json': { name, targets }, 'flow/src/.gitkeep': '' };
  const byHand = await NxWorkspace.create(bench, 'by-hand', { files: handWritten, plugins: [] });
  const [emptyPlugin, emptyHook] = await Promise.all(
    Object.entries(EMPTY_PLUGINS).map(([kind, code]) =>
      NxWorkspace.create(bench, kind, { files: { ...handWritten, ...packageOf(code) }, plugins: ['empty-plugin'] }),
    ),
  );
  if (!emptyPlugin || !emptyHook) throw new Error('no workspace was made');
  return { recording, inferred, byHand, emptyPlugin, emptyHook };
}

/** The number of projects in workspaces without a workflow file. */
export const PROJECTS = 100;
/** A log, ignored by git, to which every executed task appends: Nx may truncate long output to a pipe. */
const RUNS = 'out';

/** The same projects without workflow files: with our plugin, without a plugin, and with a no-op plugin. @param {import('./bench.mjs').Bench} bench */
export async function idleWorkspaces(bench) {
  const target = { command: `echo x >> ${RUNS}`, cache: true, inputs: ['{projectRoot}/source.txt'], outputs: [] };
  const files = Object.fromEntries(
    Array.from({ length: PROJECTS }, (_, at) => `p${at}`).flatMap((name) => [
      [`${name}/project.json`, { name, targets: { build: target } }],
      [`${name}/source.txt`, `${name}\n`],
    ]),
  );
  const [without, withOurs, withEmpty] = await Promise.all([
    NxWorkspace.create(bench, 'idle-without', { files, plugins: [] }),
    NxWorkspace.create(bench, 'idle-with', { files, plugins: ['nx-workflow'] }),
    NxWorkspace.create(bench, 'idle-empty', {
      files: { ...files, ...packageOf(EMPTY_PLUGINS['plugin'] ?? '') },
      plugins: ['empty-plugin'],
    }),
  ]);
  return { without, withOurs, withEmpty };
}

/** @param {string} name @param {NxWorkspace} workspace @param {boolean} daemon */
export function idleRunner(name, workspace, daemon) {
  const runs = join(workspace.folder, RUNS);
  const size = () => (existsSync(runs) ? statSync(runs).size : 0);
  const run = async () => {
    const before = size();
    const { ms } = await workspace.nx(['run-many', '-t', 'build'], { daemon });
    return { ms, fresh: size() === before };
  };
  return { name: `${name}, daemon ${daemon ? 'on' : 'off'}`, run };
}

/** A plugin as a package, because a local plugin would be loaded through a transpiler. @param {string} code @returns {Record<string, string | object>} */
function packageOf(code) {
  const folder = 'node_modules/empty-plugin';
  return { [`${folder}/package.json`]: { name: 'empty-plugin', version: '1.0.0' }, [`${folder}/index.js`]: code };
}

/** No-op plugins, which measure Nx's own overhead for a plugin. @type {Readonly<Record<string, string>>} */
const EMPTY_PLUGINS = {
  plugin: `exports.name = 'empty';\nexports.createNodes = ['**/no-such-file', () => []];\n`,
  hook: `exports.name = 'empty';\nexports.createNodes = ['**/no-such-file', () => []];\nexports.postTasksExecution = () => {};\n`,
};

/** @param {string} name @param {NxWorkspace} workspace @param {boolean} daemon @returns {Runner} */
export function nxRunner(name, workspace, daemon) {
  const run = async () => {
    const { ms, stdout } = await workspace.nx(['run-many', '-t', 'workflow'], { daemon });
    // The umbrella target, which Nx does not count.
    return { ms, fresh: stdout.includes(`instead of running the command for ${TASKS.length} out of`) };
  };
  return { name: `${name}, daemon ${daemon ? 'on' : 'off'}`, folder: join(workspace.folder, 'flow'), run };
}

/** turbo's binary, without the Node process of npx. @param {import('./bench.mjs').Bench} bench @returns {Promise<Runner>} */
export async function turboRunner(bench) {
  const folder = bench.scratch.folder('turbo');
  const scripts = Object.fromEntries(TASKS.map(({ name, command }) => [name, command]));
  write(folder, 'package.json', { name: 'flow', version: '0.0.0', packageManager: 'npm@11.0.0', scripts });
  write(folder, 'package-lock.json', { name: 'flow', version: '0.0.0', lockfileVersion: 3, packages: {} });
  const tasks = Object.fromEntries(
    TASKS.map(({ name, needs, source, output }) => [name, { dependsOn: needs, inputs: [source], outputs: [output] }]),
  );
  write(folder, 'turbo.json', { tasks: { ...tasks, workflow: { dependsOn: TASKS.map(({ name }) => name) } } });
  await prepare(folder, '.turbo\nbuild\nnode_modules\n');
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const binary = peerPath(join('@turbo', `${platform}-${process.arch === 'x64' ? '64' : 'arm64'}`, 'bin', 'turbo'));
  const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  const args = ['run', 'workflow', '--output-logs=new-only', '--cache-dir=.turbo/cache'];
  const runOnce = async () => {
    const { ms, stdout } = await run(binary, args, { cwd: folder, env });
    return { ms, fresh: stdout.includes(`Cached:    ${TASKS.length} cached`) };
  };
  return { name: 'turbo, native binary', folder, run: runOnce };
}

/** @param {import('./bench.mjs').Bench} bench @returns {Promise<Runner>} */
export async function wireitRunner(bench) {
  const folder = bench.scratch.folder('wireit');
  const names = TASKS.map(({ name }) => name);
  const scripts = Object.fromEntries([...names, 'workflow'].map((name) => [name, 'wireit']));
  const tasks = Object.fromEntries(
    TASKS.map(({ name, command, needs, source, output }) => [
      name,
      { command, dependencies: needs, files: [source], output: [output] },
    ]),
  );
  const wireit = { ...tasks, workflow: { dependencies: names } };
  write(folder, 'package.json', { name: 'flow', version: '0.0.0', private: true, scripts, wireit });
  symlinkSync(join(PEERS, 'node_modules'), join(folder, 'node_modules'));
  await prepare(folder, '.wireit\nbuild\nnode_modules\n');
  const runOnce = async () => {
    const { ms, stdout } = await run('npm', ['run', '--silent', 'workflow'], { cwd: folder });
    return { ms, fresh: stdout.includes('Ran 0 scripts') };
  };
  return { name: 'wireit, by npm run', folder, run: runOnce };
}

/** @param {string} folder @param {string} ignored */
async function prepare(folder, ignored) {
  writeFileSync(join(folder, '.gitignore'), ignored);
  writeSources(folder, 'start');
  await commitAll(folder);
}

/** @param {string} folder @param {string} path @param {object} content */
function write(folder, path, content) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, path), `${JSON.stringify(content, null, 2)}\n`);
}
