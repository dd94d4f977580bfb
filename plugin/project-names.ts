import type { Diagnostic } from '../diagnostics/diagnostic';
import type { WorkspaceFacts } from './facts';
import type { ParsedWorkflow } from './parse';

export interface FileToName {
  readonly file: string;
  /** The file's folder. */
  readonly root: string;
  readonly parsed: ParsedWorkflow;
}

export interface NamedFile extends FileToName {
  /** What the project in the file's folder is called, unique in the workspace. */
  readonly projectName: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Names the project of each file's folder: as its project.json or package.json says, else like the
 * workflow, else like the folder. Two projects of one name would fail every command of the workspace,
 * so a name that is taken is a finding, and the project gets another one.
 *
 * @param files in the order of their paths; the first of two that want a name gets it
 */
export function nameProjects(files: readonly FileToName[], facts: WorkspaceFacts): NamedFile[] {
  const owners = new Map<string, string>();
  const isFree = (name: string): boolean => !owners.has(name) && facts.rootOfProjectNamed(name) === undefined;
  return files.map((file) => {
    const declared = facts.project(file.root)?.name;
    if (declared !== undefined) return { ...file, projectName: declared, diagnostics: [] };
    const wanted = file.parsed.workflow?.name;
    const diagnostics = wanted === undefined || isFree(wanted) ? [] : [taken(file, wanted, owners, facts)];
    const candidates = [wanted ?? file.parsed.readable.name, ...fallbackNames(file.root)];
    const projectName = candidates.find((name) => name !== undefined && isUsable(name) && isFree(name)) ?? file.root;
    owners.set(projectName, file.file);
    return { ...file, projectName, diagnostics };
  });
}

function taken(file: FileToName, name: string, owners: ReadonlyMap<string, string>, facts: WorkspaceFacts): Diagnostic {
  const { document } = file.parsed;
  const other = owners.get(name);
  const hint = 'choose another "name", or give the folder a project.json with a name of its own';
  if (other !== undefined) {
    const message = `the workflow in "${other}" already has the name "${name}"`;
    return document.atValue('duplicate-project-name', ['name'], message, hint);
  }
  const message = `the project in "${facts.rootOfProjectNamed(name)}" already has the name "${name}"`;
  return document.atValue('project-name-taken', ['name'], message, hint);
}

/** Names for a folder, the likeliest first; the last one is unique, since paths are. */
function fallbackNames(root: string): string[] {
  if (root === '.') return ['workspace', 'workspace-root', 'nx-workflow-root'];
  const parts = root.split('/');
  return [parts.at(-1) ?? root, parts.join('-'), parts.join('.'), root];
}

function isUsable(name: string): boolean {
  return name !== '' && !/[:*!^\s]/.test(name);
}
