import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument, JsonPath } from './document';
import type { WorkspaceFacts } from './facts';
import { countAlternatives, isGlob, leadsOut, MAX_ALTERNATIVES, normalizePath } from './paths';
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
    const found = excludes ? excludedRoots(entry, facts) : rootsOfEntry(entry, fileRoot, facts);
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

/** Reports an entry that must not be looked up on the disk. */
function entryProblem(entry: string): Problem | undefined {
  const root = normalizePath(entry);
  if (leadsOut(root)) {
    return { message: `"${entry}" leads out of the workspace`, hint: 'paths are relative to the workspace root' };
  }
  if (countAlternatives(root) > MAX_ALTERNATIVES) {
    const message = `"${entry}" expands to more than ${MAX_ALTERNATIVES} paths`;
    return { message, hint: 'use fewer braces, or write several globs' };
  }
  return undefined;
}

function excludedRoots(entry: string, facts: WorkspaceFacts): string[] | Problem {
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
      'globs are relative to the workspace root; each folder needs a project.json or package.json with a name';
    return { message: `no project matches "${entry}"`, hint };
  }
  if (root === fileRoot) return [root];
  const project = facts.project(root);
  if (project?.name !== undefined) return [root];
  if (project) return { message: `the package.json in "${root}" has no name`, hint: 'give it a "name"' };
  const byName = facts.rootOfProjectNamed(entry);
  const hint =
    byName === undefined
      ? 'paths are relative to the workspace root; the folder needs a project.json or package.json with a name'
      : `"${entry}" is a project's name; write its root, "${byName}"`;
  return { message: `"${entry}" is not the root of a project`, hint };
}

/** The project roots of a task of a broken file, as far as they can be resolved; by default the file's own folder. */
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
