import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { readRegularText } from '../../state/regular-file';
import { envFilesOf, ROOT_ENV_FILES } from './env-files';

/** The order in which Nx unloads the root `.env` files before it reads those of a task. */
const UNLOADED = ['.env', '.local.env', '.env.local'];

/** A task of the project graph, with the configuration that Nx runs. */
export interface TaskName {
  readonly project: string;
  readonly target: string;
  readonly configuration: string | undefined;
}

/** The environment of an Nx command: the shell's, with the `.env` files of the workspace root. */
export function nxEnvironment(workspaceRoot: string, shell: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = { ...shell };
  load(workspaceRoot, ROOT_ENV_FILES, env);
  return env;
}

/**
 * The environment that `nx run` gives to a task: that of the Nx command without variables from the root `.env` files,
 * then the task's `.env` files, then Nx's variables. `NX_TASK_HASH` is not set, because the hash is not known here.
 *
 * @param env result of {@link nxEnvironment}
 */
export function taskEnvironment(
  workspaceRoot: string,
  graph: ProjectGraph,
  task: TaskName,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const isLoading = env['NX_LOAD_DOT_ENV_FILES'] !== 'false';
  const result = { ...env, ...(isLoading ? { NX_LOAD_DOT_ENV_FILES: 'true' } : {}) };
  for (const file of UNLOADED) unload(workspaceRoot, file, result);
  if (isLoading) load(workspaceRoot, envFilesOfTask(graph, task), result);
  for (const name of ['NX_TASK_HASH', 'NX_TASK_TARGET_CONFIGURATION', 'NX_SET_CLI'])
    Reflect.deleteProperty(result, name);
  return Object.assign(result, {
    FORCE_COLOR: env['FORCE_COLOR'] ?? 'true',
    NX_WORKSPACE_ROOT: workspaceRoot,
    NX_TASK_TARGET_PROJECT: task.project,
    NX_TASK_TARGET_TARGET: task.target,
    ...(task.configuration === undefined ? {} : { NX_TASK_TARGET_CONFIGURATION: task.configuration }),
    LERNA_PACKAGE_NAME: task.project,
    NX_TUI: 'false',
    NX_CLI_SET: 'true',
  });
}

/** The `.env` files of a task, including those that Nx reads at startup; relative to the workspace root. */
export function envFilesOfTask(graph: ProjectGraph, { project, target, configuration }: TaskName): string[] {
  const data = graph.nodes[project]?.data;
  const [owner, nonAtomizedTarget] = atomizedOwner(data, target);
  return envFilesOf({ projectRoot: data?.root ?? '.', target: owner, configuration, nonAtomizedTarget });
}

/** Replaces the environment of this process, for user code and for threads and commands that it starts. */
export function applyEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/** For an atomized target, Nx uses the `.env` files of the first target that names the same original target. */
function atomizedOwner(
  data: ProjectGraph['nodes'][string]['data'] | undefined,
  target: string,
): [owner: string, nonAtomizedTarget?: string] {
  for (const group of Object.values(data?.metadata?.targetGroups ?? {})) {
    if (!group.includes(target)) continue;
    for (const name of group) {
      const whole = data?.targets?.[name]?.metadata?.nonAtomizedTarget;
      if (whole) return [name, whole];
    }
  }
  return [target];
}

/** Sets variables from files that the environment does not have; the first file that sets a variable wins. */
function load(workspaceRoot: string, files: readonly string[], env: NodeJS.ProcessEnv): void {
  const { parse } = require('dotenv') as typeof import('dotenv');
  const { expand } = require('dotenv-expand') as typeof import('dotenv-expand');
  const parsed: Record<string, string> = {};
  for (const file of files) {
    const text = textOf(join(workspaceRoot, file));
    for (const [name, value] of Object.entries(text === undefined ? {} : parse(text))) {
      if (!Object.hasOwn(parsed, name)) parsed[name] = value;
    }
  }
  for (const [name, value] of Object.entries(parsed)) if (!Object.hasOwn(env, name)) env[name] = value;
  expand({ parsed, processEnv: env as Record<string, string> });
}

/** Removes the variables whose current value is the one in the file. */
function unload(workspaceRoot: string, file: string, env: NodeJS.ProcessEnv): void {
  const own: NodeJS.ProcessEnv = {};
  load(workspaceRoot, [file], own);
  for (const [name, value] of Object.entries(own)) if (env[name] === value) Reflect.deleteProperty(env, name);
}

/** Undefined for an unreadable file, which Nx ignores too. */
function textOf(path: string): string | undefined {
  try {
    return readRegularText(path);
  } catch {
    return undefined;
  }
}
