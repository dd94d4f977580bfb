import type { Diagnostic } from '../diagnostics/diagnostic';
import type { WorkspaceFacts } from './facts';
import type { ParsedWorkflow } from './parse';
import { isInherited } from './name-problem';

export interface FileToName {
  readonly file: string;
  /** The folder of the workflow file. */
  readonly root: string;
  readonly parsed: ParsedWorkflow;
}

export interface NamedFile extends FileToName {
  /** The name of the project in that folder, unique in the workspace. */
  readonly projectName: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Names the project of each workflow file's folder: by its project.json or package.json, or else by the
 * workflow, or else by the folder. Two projects of the same name would fail every command of the
 * workspace, so a name that is taken is reported and the project gets another one.
 *
 * @param files in the order of their paths; the first with a name gets it
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

/** Possible names for a folder, in order of preference. */
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
