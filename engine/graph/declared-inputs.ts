import type { Diagnostic } from '../../diagnostics/diagnostic';
import { canonicalJson, sha256 } from '../../state/hash';
import { matcherOf } from '../sources/simple-glob';

/** Whether a file of the workspace (relative path) is among the inputs of the target. */
export interface DeclaredInputs {
  /** Equal keys cover equal files. */
  readonly key: string;
  covers(path: string): boolean;
}

/** The parts of Nx's configuration that decide what a target's inputs are. */
export interface InputFacts {
  /** The target's `inputs`; undefined means Nx's default. */
  readonly inputs: readonly unknown[] | undefined;
  /** `namedInputs` of nx.json and of the project, the project's winning. */
  readonly namedInputs: Readonly<Record<string, readonly unknown[]>>;
  /** Relative to the workspace; `.` for the root project. */
  readonly projectRoot: string;
  /** Folders of the projects that this one depends on, in whatever number of steps. */
  readonly dependencyRoots: readonly string[];
}

interface Globs {
  readonly include: string[];
  readonly exclude: string[];
}

/**
 * The files that Nx hashes for a target, as far as file sets, named inputs and outputs of upstream tasks go.
 * Files that git ignores count as covered where a file set names them, although Nx leaves them out then.
 */
export function declaredInputs(facts: InputFacts): DeclaredInputs {
  let matchers: readonly ((path: string) => boolean)[] | undefined;
  return {
    key: sha256(canonicalJson(facts)),
    covers: (path) => (matchers ??= matchersOf(facts)).some((matches) => matches(path)),
  };
}

function matchersOf(facts: InputFacts): ((path: string) => boolean)[] {
  const own: Globs = { include: [], exclude: [] };
  const all: Globs[] = [own];
  collect(facts.inputs ?? ['default', '^default'], facts, facts.projectRoot, own, all, new Set());
  return all.map(({ include, exclude }) => {
    const [takes, leaves] = [include.map(matcherOf), exclude.map(matcherOf)];
    return (path) => takes.some((matches) => matches(path)) && !leaves.some((matches) => matches(path));
  });
}

/** One error per file that was read and is not among the inputs, with the line to add. */
export function undeclaredReads(reads: readonly string[], declared: DeclaredInputs, what: string): Diagnostic[] {
  return reads
    .filter((path) => !path.split('/').includes('node_modules') && !declared.covers(path))
    .map((path) => ({
      severity: 'error' as const,
      code: 'undeclared-read',
      message: `${what === 'reads' ? 'this run reads the file' : `${what} this file`}, which is no input of the target: Nx's cache would miss a change of it`,
      file: path,
      hint: `add to the target's inputs: "{workspaceRoot}/${path}"`,
    }));
}

function collect(
  inputs: readonly unknown[],
  facts: InputFacts,
  projectRoot: string,
  own: Globs,
  all: Globs[],
  seen: ReadonlySet<string>,
): void {
  for (const input of inputs) {
    if (typeof input === 'string') {
      collectText(input, facts, projectRoot, own, all, seen);
      continue;
    }
    if (typeof input !== 'object' || input === null) continue;
    const { fileset, input: named, dependentTasksOutputFiles, json, dependencies } = input as Record<string, unknown>;
    if (typeof fileset === 'string') addGlob(fileset, projectRoot, own);
    else if (typeof json === 'string') addGlob(json, projectRoot, own);
    else if (typeof dependentTasksOutputFiles === 'string') {
      all.push({ include: [dependentTasksOutputFiles], exclude: [] });
    } else if (typeof named === 'string') {
      collectText(dependencies === true ? `^${named}` : named, facts, projectRoot, own, all, seen);
    }
  }
}

function collectText(
  text: string,
  facts: InputFacts,
  projectRoot: string,
  own: Globs,
  all: Globs[],
  seen: ReadonlySet<string>,
): void {
  if (/^!?\{(projectRoot|workspaceRoot)\}/.test(text)) {
    addGlob(text, projectRoot, own);
    return;
  }
  if (text.startsWith('^')) {
    for (const root of facts.dependencyRoots) {
      const theirs: Globs = { include: [], exclude: [] };
      all.push(theirs);
      collectText(text.slice(1), { ...facts, dependencyRoots: [] }, root, theirs, all, seen);
    }
    return;
  }
  if (seen.has(text)) return;
  const named = facts.namedInputs[text] ?? (text === 'default' ? ['{projectRoot}/**/*'] : []);
  collect(named, facts, projectRoot, own, all, new Set([...seen, text]));
}

function addGlob(text: string, projectRoot: string, to: Globs): void {
  const excluded = text.startsWith('!');
  const glob = (excluded ? text.slice(1) : text)
    .replace(/^\{workspaceRoot\}\/?/, '')
    .replace(/^\{projectRoot\}\/?/, projectRoot === '.' ? '' : `${projectRoot}/`);
  const list = excluded ? to.exclude : to.include;
  list.push(glob);
  // Nx takes the name of a folder for all that is in it.
  if (!/[*?[\]{}]/.test(glob)) list.push(glob === '' ? '**' : `${glob.replace(/\/$/, '')}/**`);
}
