import type { Diagnostic } from '../../diagnostics/diagnostic';
import { workflowMetadataOf } from '../../plugin/metadata';
import { isOutputOf, type Difference } from './output-files';
import type { Access } from './run-in-clone';
import type { TaskContract } from './task-contract';
import { undeclaredPackages } from './undeclared-packages';
import type { OutputOwner, WorkspaceFiles } from './workspace-files';

const PACKAGE = 'node_modules/';

/** One error for each access to a path that is not an input of the task, with the line to add. */
export function undeclaredReads(
  asked: readonly Access[],
  written: readonly Difference[],
  contract: TaskContract,
  files: WorkspaceFiles,
): Diagnostic[] {
  const declared = new Set([...contract.files, ...contract.upstream]);
  const isOutput = isOutputOf(contract.outputs);
  const own = new Set(written.filter(({ kind }) => kind !== 'missing').map(({ path }) => path));
  const hasBelow = (folder: string): boolean =>
    [...declared, ...contract.outputs].some((path) => path.startsWith(`${folder}/`));
  const found = asked.flatMap(({ path, readsContent }): Diagnostic[] => {
    if (path.startsWith(PACKAGE)) return [];
    if (path === '.git' || path.startsWith('.git/')) return [GIT];
    if (path.startsWith('.nx/') || declared.has(path) || own.has(path) || isOutput(path)) return [];
    const kind = files.kindOf(path);
    if (kind === undefined || (kind === 'folder' && (!readsContent || hasBelow(path)))) return [];
    const verb = kind === 'folder' ? 'lists the folder' : readsContent ? 'reads the file' : 'looks for the file';
    return [
      {
        severity: 'error',
        code: 'undeclared-read',
        message: `the task ${verb}, which is not an input: Nx's cache would miss changes of it`,
        file: path,
        hint: readHint(path, kind, contract, files),
      },
    ];
  });
  const loaded = asked.flatMap(({ path }) => (path.startsWith(PACKAGE) ? [path.slice(PACKAGE.length)] : []));
  return [
    ...found.filter((one, index) => one !== GIT || found.indexOf(GIT) === index),
    ...undeclaredPackages(loaded, contract.packages, contract.graph),
  ];
}

const GIT: Diagnostic = {
  severity: 'error',
  code: 'undeclared-read',
  message: "the task reads git's own files, which are never inputs",
  file: '.git',
  hint: 'add what it reads from git to the inputs of the task: { "runtime": "git rev-parse HEAD" }',
};

function readHint(path: string, kind: 'file' | 'folder', contract: TaskContract, files: WorkspaceFiles): string {
  const owner = files.ownerOf(path);
  if (owner) return upstreamHint(path, owner, contract, files);
  const all = kind === 'folder' ? `${path}/**/*` : path;
  if (kind === 'file' && files.isIgnored(path))
    return `it is ignored by git, so add to the inputs of the task: { "fileset": "${tokenPath(all, contract)}", "includeIgnored": true }`;
  return `add to the inputs of the task: "${tokenPath(all, contract)}"`;
}

function upstreamHint(path: string, owner: OutputOwner, contract: TaskContract, files: WorkspaceFiles): string {
  const { project, target, workflow } = owner;
  const { target: task, graph } = contract;
  if (workflow !== undefined && workflowMetadataOf(task.config).workflow === workflow) {
    const isNear = project === task.project || !graph.nodes[task.project]?.data.targets?.[target];
    const name = isNear ? `"${target}"` : `{ "task": "${target}", "projects": "*" }`;
    const isSame = (other: OutputOwner | undefined): boolean => other?.project === project && other.target === target;
    if (contract.upstream.some((hashed) => isSame(files.ownerOf(hashed))))
      return `it is an output of ${project}:${target}, so add to the "outputs" of that entry of "dependsOn": "${tokenPath(path, contract)}"`;
    return `it is an output of ${project}:${target}, so add to "dependsOn" of the task: ${name}`;
  }
  const edge = project === task.project ? `"${target}"` : `{ "projects": ["${project}"], "target": "${target}" }`;
  return `it is an output of ${project}:${target}, so add to "dependsOn" of the task: ${edge}\nand to its inputs: { "dependentTasksOutputFiles": "${path}" }`;
}

/** One error for each file that a task wrote outside its outputs, with the line to add. */
export function undeclaredWrites(changes: readonly Difference[], contract: TaskContract): Diagnostic[] {
  const isOutput = isOutputOf(contract.outputs);
  const inputs = new Set([...contract.files, ...contract.upstream]);
  return changes
    .filter(({ path }) => !isOutput(path))
    .map(({ path, kind }): Diagnostic => {
      if (inputs.has(path) || kind === 'missing') {
        return {
          severity: 'error',
          code: 'changed-input',
          message: `the task ${kind === 'missing' ? 'removes a file that is not its own' : 'writes to one of its own inputs'}, so the next run has other inputs`,
          file: path,
          hint: 'write to another file, and declare it as an output',
        };
      }
      return {
        severity: 'error',
        code: 'undeclared-write',
        message: 'the task writes the file, which is not an output: a cache hit does not restore it',
        file: path,
        hint: `add to the outputs of the task: "${tokenPath(path, contract)}"`,
      };
    });
}

/** A path in the form of inputs and outputs. */
function tokenPath(path: string, { target }: TaskContract): string {
  if (target.root === '.') return `{projectRoot}/${path}`;
  return path.startsWith(`${target.root}/`)
    ? `{projectRoot}${path.slice(target.root.length)}`
    : `{workspaceRoot}/${path}`;
}
