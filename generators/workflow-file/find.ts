import { visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { compareText } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { readWorkflowFile, WORKFLOW_FILE, type WorkflowFile } from './read';

/**
 * Finds the workflow file that a generator changes.
 *
 * @param wanted the file, its folder, or the workflow's name; by default the only workflow file of the workspace
 */
export function findWorkflow(tree: Tree, wanted: string | undefined): WorkflowFile | Refusal {
  if (wanted !== undefined) {
    const path = normalizePath(wanted);
    for (const file of [path, join(path, WORKFLOW_FILE)]) {
      if (tree.isFile(file)) return read(tree, file);
    }
  }
  const files = workflowFiles(tree);
  if (wanted !== undefined) return named(tree, files, wanted);
  const [only, ...others] = files;
  if (only === undefined) {
    return new Refusal(
      `there is no ${WORKFLOW_FILE} in this workspace`,
      'make one: npx nx g nx-workflow:workflow my-workflow --directory=libs/my-workflow',
    );
  }
  if (others.length === 0) return read(tree, only);
  return new Refusal(
    `the workspace has ${files.length} workflow files, so --workflow must say which`,
    `they are: ${files.join(', ')}`,
  );
}

/** All workflow files that neither git nor Nx ignores, sorted by path. */
export function workflowFiles(tree: Tree): string[] {
  const found: string[] = [];
  visitNotIgnoredFiles(tree, '.', (file) => {
    const path = normalizePath(file);
    if (path === WORKFLOW_FILE || path.endsWith(`/${WORKFLOW_FILE}`)) found.push(path);
  });
  return found.sort(compareText);
}

/** Normalizes a path in the workspace as Nx does: with `/`, without leading `./` and trailing `/`; `.` for the workspace. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

export function join(folder: string, path: string): string {
  return normalizePath(`${folder}/${path}`);
}

function named(tree: Tree, files: readonly string[], name: string): WorkflowFile | Refusal {
  const names = new Map<string, string>();
  for (const file of files) {
    const workflow = read(tree, file);
    if (workflow instanceof Refusal) continue;
    if (workflow.name === name) return workflow;
    names.set(workflow.name ?? file, file);
  }
  return new Refusal(`there is no workflow "${name}" in this workspace`, didYouMean(name, names.keys()));
}

function read(tree: Tree, file: string): WorkflowFile | Refusal {
  return readWorkflowFile(file, tree.read(file, 'utf-8') ?? '');
}
