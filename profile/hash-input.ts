/** The kind of an input, by what a user would change. */
export type InputKind =
  | 'file'
  | 'upstream-output'
  | 'configuration'
  | 'environment'
  | 'external-dependency'
  | 'arguments'
  | 'runtime'
  | 'other';

/** One input of a task's hash, parsed from Nx's name for it. */
export interface HashInput {
  readonly kind: InputKind;
  /** Display text: a path or glob, a variable, a package, a project. */
  readonly what: string;
  /** Globs of its files, relative to the workspace; `!` excludes. Empty if it has no files. */
  readonly globs: readonly string[];
  /** For outputs of another task: that task's declared outputs, relative to the workspace. */
  readonly outputs?: readonly string[];
}

/** Files that Nx hashes into every task. */
const NX_FILES = ['nx.json', '.gitignore', '.nxignore'];

/** @param projects names of all projects, to distinguish a project's files from outputs of an upstream task */
export function hashInput(name: string, projects: ReadonlySet<string>): HashInput {
  const group = /^(workspace|files):\[(.*)\]$/.exec(name)?.[2];
  if (group !== undefined) {
    const globs = splitGlobs(group);
    const ofNx = globs.every((glob) => NX_FILES.includes(glob));
    return { kind: ofNx ? 'configuration' : 'file', what: globs.join(', '), globs };
  }
  if (name === 'AllExternalDependencies')
    return { kind: 'external-dependency', what: 'any package of the lock file', globs: [] };
  const { head, rest } = split(name);
  if (rest === undefined) return { kind: 'other', what: name, globs: [] };
  if (head === 'env') return { kind: 'environment', what: rest, globs: [] };
  if (head === 'runtime') return { kind: 'runtime', what: rest, globs: [] };
  if (projects.has(head)) return ofProject(head, rest);
  // An output glob is followed by the declared outputs that it was matched against; a package by its name.
  if (/[/*{]/.test(head)) return { kind: 'upstream-output', what: head, globs: [head], outputs: splitGlobs(rest) };
  return { kind: 'external-dependency', what: rest, globs: [] };
}

function ofProject(project: string, rest: string): HashInput {
  if (rest === 'ProjectConfiguration')
    return { kind: 'configuration', what: `the configuration of project ${project}`, globs: [] };
  if (rest === 'TsConfig')
    return { kind: 'configuration', what: `the root tsconfig's paths for project ${project}`, globs: [] };
  const json = /^json:(.*?)(\[.*\])?$/.exec(rest);
  if (json?.[1] !== undefined) return { kind: 'file', what: `${json[1]} ${json[2] ?? ''}`.trim(), globs: [json[1]] };
  const globs = splitGlobs(rest);
  return { kind: 'file', what: globs.join(', '), globs };
}

function split(name: string): { head: string; rest: string | undefined } {
  const colon = name.indexOf(':');
  return colon === -1 ? { head: name, rest: undefined } : { head: name.slice(0, colon), rest: name.slice(colon + 1) };
}

/** Splits a list of globs at commas outside braces. */
function splitGlobs(list: string): string[] {
  const globs: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at <= list.length; at++) {
    const character = list[at];
    if (character === '{' || character === '(') depth++;
    else if (character === '}' || character === ')') depth--;
    if (at < list.length && (character !== ',' || depth > 0)) continue;
    globs.push(list.slice(from, at).replace(/^(!?)\{workspaceRoot\}\/?/, '$1'));
    from = at + 1;
  }
  return globs.filter((glob) => glob !== '');
}
