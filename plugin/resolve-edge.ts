import { normalizePath } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import { upstreamRoots } from './upstream';
import { WORKFLOW_FILE, type Dependency, type NxDependency, type NxEdge } from './workflow';

/** The targets that an edge leads to. */
export interface ResolvedEdge {
  readonly targets: readonly { readonly root: string; readonly name: string }[];
  /** True if the edge may lead to more targets, which only Nx knows: `^build`, a tag, a pattern. */
  readonly isOpen: boolean;
  readonly unknownProjects: readonly string[];
  /** The edge in a form that Nx reads; undefined if it is written in one. */
  readonly rewritten: NxEdge | undefined;
}

export interface EdgeContext {
  rootOf(projectName: string): string | undefined;
  isProject(root: string): boolean;
  /** The project roots of a task of the workflow file in the folder `fileRoot`. */
  rootsOfTask(fileRoot: string, task: string): readonly string[] | undefined;
  nameOf(root: string): string;
  hasTarget(ref: { root: string; name: string }): boolean;
}

export function resolveEdge(
  edge: Dependency,
  root: string,
  placed: PlacedWorkflow | undefined,
  context: EdgeContext,
): ResolvedEdge {
  if (edge.kind === 'task') {
    const roots = placed ? upstreamRoots(edge, root, placed) : [];
    return leadsTo(roots.map((at) => ({ root: at, name: edge.task })));
  }
  return resolveNxEdge(edge, root, context);
}

function resolveNxEdge({ value }: NxDependency, root: string, context: EdgeContext): ResolvedEdge {
  if (typeof value === 'string') {
    if (value.startsWith('^') || isPattern(value)) return OPEN;
    return value.includes(':') ? resolveReference(value, root, context) : leadsTo([{ root, name: value }]);
  }
  const { target: name, projects, dependencies } = value;
  if (dependencies === true || isPattern(name)) return OPEN;
  if (projects === undefined || projects === 'self') return leadsTo([{ root, name }]);
  const selectors = [projects].flat().filter((one): one is string => typeof one === 'string');
  const [targets, unknown] = [[] as { root: string; name: string }[], [] as string[]];
  let isOpen = false;
  for (const selector of selectors) {
    const at = context.rootOf(selector);
    if (at !== undefined) targets.push({ root: at, name });
    else if (isPattern(selector) || selector.includes(':') || selector === 'dependencies') isOpen = true;
    else unknown.push(selector);
  }
  return { targets, isOpen, unknownProjects: unknown, rewritten: undefined };
}

/** `project:target`, `folder:task` or `folder/nx-workflow.json:task`; both parts may contain colons. */
function resolveReference(text: string, root: string, context: EdgeContext): ResolvedEdge {
  const splits = [...text.matchAll(/:/g)].map(({ index }) => [text.slice(0, index), text.slice(index + 1)] as const);
  for (const [project, name] of splits) {
    const at = context.rootOf(project);
    if (at !== undefined) return leadsTo([{ root: at, name }]);
  }
  for (const [place, name] of splits) {
    const folder = normalizePath(place.replace(new RegExp(`(^|/)${WORKFLOW_FILE.replace('.', '\\.')}$`), '') || '.');
    const roots = context.rootsOfTask(folder, name) ?? (context.isProject(folder) ? [folder] : undefined);
    if (!roots) continue;
    const rewritten = { target: name, projects: roots.map((at) => context.nameOf(at)) };
    return { ...leadsTo(roots.map((at) => ({ root: at, name }))), rewritten };
  }
  if (context.hasTarget({ root, name: text })) return leadsTo([{ root, name: text }]);
  return { ...leadsTo([]), unknownProjects: [splits[0]?.[0] ?? text] };
}

const OPEN: ResolvedEdge = { targets: [], isOpen: true, unknownProjects: [], rewritten: undefined };

function leadsTo(targets: readonly { root: string; name: string }[]): ResolvedEdge {
  return { targets, isOpen: false, unknownProjects: [], rewritten: undefined };
}

/** True if Nx reads a name as a pattern. */
export function isPattern(text: string): boolean {
  return /[*?{[!]/.test(text);
}
