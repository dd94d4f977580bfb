import type { Diagnostic } from '../diagnostics/diagnostic';
import type { WorkspaceFacts } from './facts';
import type { ParsedWorkflow } from './parse';
import { isInherited } from './name-problem';

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
    const projectName = firstFree([wanted ?? file.parsed.readable().name, ...fallbackNames(file.root)], isFree);
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

/** Names for a folder, the likeliest first. */
function fallbackNames(root: string): string[] {
  if (root === '.') return ['workspace'];
  const parts = root.split('/');
  return [parts.at(-1) ?? root, parts.join('-')];
}

function firstFree(candidates: readonly (string | undefined)[], isFree: (name: string) => boolean): string {
  const usable = candidates.filter((name) => name !== undefined).filter(isUsable);
  const free = usable.find(isFree);
  if (free !== undefined) return free;
  const last = usable.at(-1) ?? 'workflow';
  let number = 2;
  while (!isFree(`${last}-${number}`)) number++;
  return `${last}-${number}`;
}

function isUsable(name: string): boolean {
  return name !== '' && !isInherited(name) && !/[:*!^\s]/.test(name);
}
