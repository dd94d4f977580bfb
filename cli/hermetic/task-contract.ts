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
import type { ProcessResult, Scratch } from './scratch';

/** The inputs and outputs that a task declares, as Nx resolves them. Paths are relative to the workspace, with `/`. */
export interface TaskContract {
  readonly id: string;
  readonly target: NamedTarget;
  readonly graph: ProjectGraph;
  /** Input files. */
  readonly files: readonly string[];
  /** Output files of upstream tasks that are inputs. */
  readonly upstream: readonly string[];
  /** Names of the external packages that are inputs; undefined for all. */
  readonly packages: ReadonlySet<string> | undefined;
  /** Files, folders and globs; `!` excludes. */
  readonly outputs: readonly string[];
}

/** The JSON output of `nx show target`, which omits empty lists. */
interface NxTargetJson {
  readonly project?: string;
  readonly files?: readonly string[];
  readonly depOutputs?: readonly string[];
  readonly external?: readonly string[];
  readonly outputPaths?: readonly string[];
}

/**
 * Asks the workspace's Nx. The project graph that it computes stays in the scratch folder, for the runs in clones; the
 * workspace is not written. Throws a UsageError if there is no such task.
 */
export async function readContract(workspaceRoot: string, id: string, scratch: Scratch): Promise<TaskContract> {
  const [project = '', name = '', configuration] = id.split(':');
  const show = (what: string): Promise<ProcessResult> => {
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
  if (target.config.continuous === true) throw new UsageError(`"${id}" is continuous, so it never ends`);
  const [inputs, outputs] = [parse(first), parse(await show('outputs'))];
  if (inputs?.project === undefined || outputs?.project === undefined)
    throw new UsageError(`Nx did not report the inputs of "${id}", as Nx 22.7 and later do\n${textOf(first)}`);
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
 * Adds the manifests of generated files. A manifest is no input, because it follows from the generated files, but it is
 * always present with them, because Nx restores a task's outputs as a whole.
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

/** Parses `npm:yaml`, or `npm:yaml@2.1.0` if there are several versions, or one word for all packages. */
function packagesIn(external: readonly string[]): ReadonlySet<string> | undefined {
  if (external.includes('AllExternalDependencies')) return undefined;
  return new Set(external.map((name) => name.replace(/^npm:/, '').replace(/(?<=.)@.*$/, '')));
}

function parse({ code, stdout }: ProcessResult): NxTargetJson | undefined {
  try {
    // Nx may print warnings before the JSON.
    return code === 0 ? (JSON.parse(stdout.slice(stdout.indexOf('{'))) as NxTargetJson) : undefined;
  } catch {
    return undefined;
  }
}

function textOf({ stdout, stderr }: ProcessResult): string {
  return `${stdout}${stderr}`.trim();
}
