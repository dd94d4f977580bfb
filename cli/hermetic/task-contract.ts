import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { MANIFEST_NAME } from '../../state/manifest-name';
import { readRegularText } from '../../state/regular-file';
import { findTarget, type NamedTarget } from '../task/named-target';
import { UsageError } from '../command';
import { nxProgram } from '../run-nx';
import { nxEnvironment } from './nx-environment';
import type { Finished, Scratch } from './scratch';

/** What a task says of itself, as Nx understands it. Paths are relative to the workspace, with `/`. */
export interface TaskContract {
  readonly id: string;
  readonly target: NamedTarget;
  readonly graph: ProjectGraph;
  /** Files that Nx hashes for it. */
  readonly files: readonly string[];
  /** Files of upstream tasks that Nx hashes for it. */
  readonly upstream: readonly string[];
  /** Names of the packages that Nx hashes for it; undefined for all. */
  readonly packages: ReadonlySet<string> | undefined;
  /** Files, folders and globs; `!` takes out. */
  readonly outputs: readonly string[];
}

/** What `nx show target` tells in JSON; it leaves out lists that are empty. */
interface Shown {
  readonly project?: string;
  readonly files?: readonly string[];
  readonly depOutputs?: readonly string[];
  readonly external?: readonly string[];
  readonly outputPaths?: readonly string[];
}

/**
 * Asks the workspace's own Nx. The graph that it makes stays in the scratch folder, for the runs in clones; nothing is
 * written in the workspace. Throws a UsageError where there is no such task.
 */
export async function readContract(workspaceRoot: string, id: string, scratch: Scratch): Promise<TaskContract> {
  const [project = '', name = '', configuration] = id.split(':');
  const show = (what: string): Promise<Finished> => {
    const more = configuration === undefined ? [] : ['--configuration', configuration];
    const args = [nxProgram(workspaceRoot), 'show', 'target', what, `${project}:${name}`, ...more, '--json'];
    return scratch.node(args, workspaceRoot, nxEnvironment(scratch));
  };
  assertNxShowsTargets(nxProgram(workspaceRoot));
  const first = await show('inputs');
  const graphFile = join(scratch.folder, 'data', 'project-graph.json');
  if (!existsSync(graphFile)) throw new UsageError(`Nx could not make its project graph\n${textOf(first)}`);
  const graph = JSON.parse(readRegularText(graphFile)) as ProjectGraph;
  const target = findTarget(graph, id);
  if (target.config.executor === 'nx:noop')
    throw new UsageError(`"${id}" runs nothing itself`, 'name one of the tasks that it waits for');
  if (target.config.continuous === true) throw new UsageError(`"${id}" is continuous: it has no end to wait for`);
  const [inputs, outputs] = [parse(first), parse(await show('outputs'))];
  if (inputs?.project === undefined || outputs?.project === undefined)
    throw new UsageError(`Nx does not tell the inputs of "${id}", as Nx 22.7 and newer do\n${textOf(first)}`);
  return {
    id,
    target,
    graph,
    files: inputs.files ?? [],
    upstream: withManifests(workspaceRoot, inputs.depOutputs ?? []),
    packages: packagesIn(inputs.external ?? []),
    outputs: outputs.outputPaths ?? [],
  };
}

/** `nx show target` came with Nx 22.7. */
function assertNxShowsTargets(program: string): void {
  const { version } = createRequire(program)('nx/package.json') as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 7)) {
    throw new UsageError(`--hermetic needs Nx 22.7 or later, and this workspace has ${version}`, 'nx migrate 22.7.12');
  }
}

/**
 * A manifest of generated files lies among them but is no input: it says nothing that does not follow from them. It
 * comes with them all the same, because Nx always brings a task's outputs as a whole.
 */
function withManifests(workspaceRoot: string, files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((file) => foldersAbove(file)));
  const manifests = [...folders].map((folder) => `${folder}/${MANIFEST_NAME}`);
  return [...new Set([...files, ...manifests.filter((path) => existsSync(join(workspaceRoot, path)))])];
}

function foldersAbove(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** `npm:yaml`, or `npm:yaml@2.1.0` where there are several; or one word for all of them. */
function packagesIn(external: readonly string[]): ReadonlySet<string> | undefined {
  if (external.includes('AllExternalDependencies')) return undefined;
  return new Set(external.map((name) => name.replace(/^npm:/, '').replace(/(?<=.)@.*$/, '')));
}

function parse({ code, stdout }: Finished): Shown | undefined {
  try {
    // Warnings of Nx may come before it.
    return code === 0 ? (JSON.parse(stdout.slice(stdout.indexOf('{'))) as Shown) : undefined;
  } catch {
    return undefined;
  }
}

function textOf({ stdout, stderr }: Finished): string {
  return `${stdout}${stderr}`.trim();
}
