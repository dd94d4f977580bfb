import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument, JsonPath } from './document';
import type { WorkspaceFacts } from './facts';
import { countAlternatives, isGlob, leadsOut, MOST_ALTERNATIVES, normalizePath } from './paths';
import type { Task, Workflow } from './workflow';

/** The project roots of each task, in a stable order. */
export type Layout = ReadonlyMap<string, readonly string[]>;

/**
 * Finds the projects that each task runs on.
 *
 * @param fileRoot the folder of the workflow file, which is a project in any case
 */
export function layOut(
  workflow: Workflow,
  document: JsonDocument,
  fileRoot: string,
  facts: WorkspaceFacts,
): { readonly layout: Layout; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const layout = new Map(
    workflow.tasks.map((task) => [task.name, rootsOf(task, document, fileRoot, facts, diagnostics)]),
  );
  return { layout, diagnostics };
}

function rootsOf(
  task: Task,
  document: JsonDocument,
  fileRoot: string,
  facts: WorkspaceFacts,
  diagnostics: Diagnostic[],
): string[] {
  if (task.projects === undefined) return [fileRoot];
  const path: JsonPath = ['tasks', task.name, 'project'];
  const roots = new Set<string>();
  const excluded: string[] = [];
  let failed = false;
  for (const [index, entry] of task.projects.entries()) {
    const excludes = entry.startsWith('!');
    const found = excludes ? rootsToLeaveOut(entry, facts) : rootsOfEntry(entry, fileRoot, facts);
    if (!Array.isArray(found)) {
      failed = true;
      diagnostics.push(document.atValue('missing-project-root', [...path, index], found.message, found.hint));
    } else if (excludes) excluded.push(...found);
    else for (const root of found) roots.add(root);
  }
  for (const root of excluded) roots.delete(root);
  if (roots.size === 0 && !failed) {
    const message = `task "${task.name}" runs on no project`;
    diagnostics.push(document.atValue('missing-project-root', path, message, 'name at least one project root'));
  }
  return [...roots].sort(compareText);
}

interface Problem {
  readonly message: string;
  readonly hint: string;
}

/** What makes an entry none to look for on the disk, whatever lies there. */
function entryProblem(entry: string): Problem | undefined {
  const root = normalizePath(entry);
  if (leadsOut(root)) {
    return { message: `"${entry}" leads out of the workspace`, hint: 'the path counts from the workspace root' };
  }
  if (countAlternatives(root) > MOST_ALTERNATIVES) {
    const message = `"${entry}" stands for more than ${MOST_ALTERNATIVES} paths`;
    return { message, hint: 'take braces out of it, or write several globs' };
  }
  return undefined;
}

function rootsToLeaveOut(entry: string, facts: WorkspaceFacts): string[] | Problem {
  const glob = entry.slice(1);
  return entryProblem(glob) ?? [...facts.matchProjects(normalizePath(glob))];
}

function rootsOfEntry(entry: string, fileRoot: string, facts: WorkspaceFacts): string[] | Problem {
  const problem = entryProblem(entry);
  if (problem) return problem;
  const root = normalizePath(entry);
  if (isGlob(root)) {
    const found = facts.matchProjects(root);
    if (found.length > 0) return [...found];
    const hint =
      'the glob counts from the workspace root; each folder needs a project.json or package.json with a name';
    return { message: `no project matches "${entry}"`, hint };
  }
  if (root === fileRoot) return [root];
  const project = facts.project(root);
  if (project?.name !== undefined) return [root];
  if (project) return { message: `the package.json in "${root}" has no name`, hint: 'give it a "name"' };
  const byName = facts.rootOfProjectNamed(entry);
  const hint =
    byName === undefined
      ? 'the path counts from the workspace root; the folder needs a project.json or package.json with a name'
      : `"${entry}" is a project's name; write its root, "${byName}"`;
  return { message: `"${entry}" is not the root of a project`, hint };
}

/** The roots that can still be found for the tasks of a broken file; the file's own folder otherwise. */
export function readableRoots(
  projects: readonly string[] | undefined,
  fileRoot: string,
  facts: WorkspaceFacts,
): string[] {
  const roots = (projects ?? []).flatMap((entry) => {
    if (entry.startsWith('!')) return [];
    const found = rootsOfEntry(entry, fileRoot, facts);
    return Array.isArray(found) ? found : [];
  });
  return roots.length > 0 ? [...new Set(roots)].sort(compareText) : [fileRoot];
}
