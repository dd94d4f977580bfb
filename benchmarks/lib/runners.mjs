// @ts-check
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NxWorkspace, commitAll } from './nx.mjs';
import { PEERS } from './places.mjs';
import { run } from './process.mjs';
import { peerPath } from './reference.mjs';
import { TASKS, writeSources } from './task-graph.mjs';

/**
 * Task runners over the workflow of task-graph.mjs.
 *
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} folder in which `src` and `build` lie
 * @property {() => Promise<{ ms: number, fresh: boolean }>} run the whole workflow: milliseconds of the whole process,
 *   and whether the tool says that no task had to run
 */

/** The workflow as it is declared for us. @returns {object} */
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
 * Workspaces with the same targets: inferred from a workflow file, with records of the runs and without, and the very
 * same written into project.json, where no plugin of ours is loaded: by itself, and beside a plugin that does nothing.
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

/** How many projects the workspaces have in which there is nothing for us to do. */
export const PROJECTS = 100;
/** Grows with every task that runs; git ignores it. Of a long output, Nx does not always print the end into a pipe. */
const RUNS = 'out';

/** The same projects, none with a workflow file: with our plugin, without one, and with one that does nothing. @param {import('./bench.mjs').Bench} bench */
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

/** A plugin as a package: one in the workspace would be loaded through a transpiler. @param {string} code @returns {Record<string, string | object>} */
function packageOf(code) {
  const folder = 'node_modules/empty-plugin';
  return { [`${folder}/package.json`]: { name: 'empty-plugin', version: '1.0.0' }, [`${folder}/index.js`]: code };
}

/** Plugins that do nothing: what Nx itself takes to have one. @type {Readonly<Record<string, string>>} */
const EMPTY_PLUGINS = {
  plugin: `exports.name = 'empty';\nexports.createNodes = ['**/no-such-file', () => []];\n`,
  hook: `exports.name = 'empty';\nexports.createNodes = ['**/no-such-file', () => []];\nexports.postTasksExecution = () => {};\n`,
};

/** @param {string} name @param {NxWorkspace} workspace @param {boolean} daemon @returns {Runner} */
export function nxRunner(name, workspace, daemon) {
  const run = async () => {
    const { ms, stdout } = await workspace.nx(['run-many', '-t', 'workflow'], { daemon });
    // The workflow's own target only gathers the others, and Nx does not count it.
    return { ms, fresh: stdout.includes(`instead of running the command for ${TASKS.length} out of`) };
  };
  return { name: `${name}, daemon ${daemon ? 'on' : 'off'}`, folder: join(workspace.folder, 'flow'), run };
}

/** turbo's binary itself, without the Node process that npx would put before it. @param {import('./bench.mjs').Bench} bench @returns {Promise<Runner>} */
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
