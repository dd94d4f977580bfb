import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { readRegularText } from '../../state/regular-file';
import { envFilesOf, ROOT_ENV_FILES } from './env-files';

/** The order in which Nx takes them out of the environment again before it reads those of a task. */
const UNLOADED = ['.env', '.local.env', '.env.local'];

/** A task of the graph, in the configuration that Nx runs. */
export interface TaskName {
  readonly project: string;
  readonly target: string;
  readonly configuration: string | undefined;
}

/** The environment of an Nx command: the shell's, and what the `.env` files of the workspace's root add to it. */
export function nxEnvironment(workspaceRoot: string, shell: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = { ...shell };
  load(workspaceRoot, ROOT_ENV_FILES, env);
  return env;
}

/**
 * The environment that `nx run` gives a task: that of the Nx command without what came from the root's `.env` files,
 * then the task's own `.env` files, then Nx's variables. The hash of the task is not known here, so `NX_TASK_HASH` is not
 * set.
 *
 * @param env what {@link nxEnvironment} gives
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

/** The `.env` files of a task, those of the root that Nx reads at its start included; relative to the workspace's root. */
export function envFilesOfTask(graph: ProjectGraph, { project, target, configuration }: TaskName): string[] {
  const data = graph.nodes[project]?.data;
  const [owner, nonAtomizedTarget] = atomizedOwner(data, target);
  return envFilesOf({ projectRoot: data?.root ?? '.', target: owner, configuration, nonAtomizedTarget });
}

/** Makes an environment that of this process, for user code and for the threads and commands that it starts. */
export function applyEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/** In a group of targets that one was split into, the `.env` files are those of the first that names the whole. */
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

/** Sets what the files say and the environment does not; the first file that sets a variable wins. */
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

/** Takes out what the file sets to the very value that is there. */
function unload(workspaceRoot: string, file: string, env: NodeJS.ProcessEnv): void {
  const own: NodeJS.ProcessEnv = {};
  load(workspaceRoot, [file], own);
  for (const [name, value] of Object.entries(own)) if (env[name] === value) Reflect.deleteProperty(env, name);
}

/** Nx goes on without a file that it cannot read, and so must those who look at what it would run. */
function textOf(path: string): string | undefined {
  try {
    return readRegularText(path);
  } catch {
    return undefined;
  }
}
