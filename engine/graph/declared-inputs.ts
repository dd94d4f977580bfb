import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { LOCK_FILES } from '../../modules/lock-files';
import { isInstalled } from '../../modules/package-path';
import { canonicalJson, sha256 } from '../../state/hash';
import { matcherOf } from '../sources/simple-glob';

/** What Nx hashes for a target, according to its inputs. */
export interface DeclaredInputs {
  /** Inputs with equal keys cover the same files. */
  readonly key: string;
  /** Names of environment variables, sorted. */
  readonly env: readonly string[];
  /** Commands whose output Nx hashes, sorted. */
  readonly runtime: readonly string[];
  /** Names of the external packages that Nx hashes, sorted; undefined if it hashes all of them. */
  readonly packages: readonly string[] | undefined;
  /**
   * True if a file of the workspace (relative path) is among the inputs.
   *
   * @param isIgnored true if git ignores it: then only `includeIgnored` inputs and outputs of upstream tasks cover it
   */
  covers(path: string, isIgnored?: boolean): boolean;
  /** Globs of the covered files, relative to the workspace. */
  globs(): readonly string[];
}

/** The parts of Nx's configuration that decide what a target's inputs are. */
export interface InputFacts {
  /** The target's `inputs`; undefined means Nx's default. */
  readonly inputs: readonly unknown[] | undefined;
  /** `namedInputs` of nx.json and of the project, the project's winning. */
  readonly namedInputs: Readonly<Record<string, readonly unknown[]>>;
  /** Relative to the workspace; `.` for the root project. */
  readonly projectRoot: string;
  /** Folders of all direct and indirect dependencies of the project. */
  readonly dependencyRoots: readonly string[];
}

interface Globs {
  readonly include: string[];
  readonly exclude: string[];
  /** True if git-ignored files are hashed too. */
  readonly takesIgnored: boolean;
}

interface CollectedInputs {
  readonly own: Globs;
  readonly all: Globs[];
  readonly env: Set<string>;
  readonly runtime: Set<string>;
  readonly packages: Set<string>;
}

/**
 * Evaluates a target's inputs: file sets, named inputs, outputs of upstream tasks, variables and commands. Git-ignored
 * files are covered only by `includeIgnored` inputs and by outputs of upstream tasks.
 */
export function declaredInputs(facts: InputFacts): DeclaredInputs {
  const own: Globs = { include: [], exclude: [], takesIgnored: false };
  const found: CollectedInputs = { own, all: [own], env: new Set(), runtime: new Set(), packages: new Set() };
  collect(facts.inputs ?? ['default', '^default'], facts, facts.projectRoot, found, new Set());
  let matchers: readonly Matcher[] | undefined;
  return {
    key: sha256(canonicalJson(facts)),
    env: [...found.env].sort(compareText),
    runtime: [...found.runtime].sort(compareText),
    packages: found.packages.size > 0 ? [...found.packages].sort(compareText) : undefined,
    covers: (path, isIgnored = false) =>
      (matchers ??= found.all.map(matcherOfGlobs)).some(
        ({ matches, takesIgnored }) => (takesIgnored || !isIgnored) && matches(path),
      ),
    globs: () => found.all.flatMap(({ include }) => include),
  };
}

interface Matcher {
  readonly takesIgnored: boolean;
  readonly matches: (path: string) => boolean;
}

function matcherOfGlobs({ include, exclude, takesIgnored }: Globs): Matcher {
  const [takes, leaves] = [include.map(matcherOf), exclude.map(matcherOf)];
  return {
    takesIgnored,
    matches: (path) => takes.some((matches) => matches(path)) && !leaves.some((matches) => matches(path)),
  };
}

/**
 * One error per file that was read and is not among the inputs, with the line to add.
 *
 * @param isIgnored tells if git ignores a file
 */
export function undeclaredReads(
  reads: readonly string[],
  declared: DeclaredInputs,
  what: string,
  isIgnored: (path: string) => boolean,
): Diagnostic[] {
  return reads
    .filter((path) => !isInstalled(path) && !declared.covers(path, isIgnored(path)))
    .map((path) => ({
      severity: 'error' as const,
      code: 'undeclared-read',
      message: `${what === 'reads' ? 'this run reads the file' : `${what} this file`}, which is not an input of the target: Nx's cache would miss changes of it`,
      file: path,
      hint: inputHint(path, isIgnored(path)),
    }));
}

/** One error per package that was read but that Nx does not hash, with the line to add. */
export function undeclaredPackages(reads: readonly string[], declared: DeclaredInputs): Diagnostic[] {
  const firsts = new Map<string, string>();
  for (const path of reads.filter(isInstalled)) {
    const name = undeclaredPackage(path, declared);
    if (name !== undefined && !firsts.has(name)) firsts.set(name, path);
  }
  return [...firsts].map(([name, file]) => ({
    severity: 'error',
    code: 'undeclared-read',
    message: `this run reads the file, whose package is not an input of the target: Nx's cache would miss changes of it`,
    file,
    hint: packageInputHint(name),
  }));
}

/** Name of the package of a file in node_modules, if Nx hashes only named packages and this is none of them. */
export function undeclaredPackage(path: string, declared: DeclaredInputs): string | undefined {
  const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)/.exec(path) ?? [];
  const isHashed = declared.packages === undefined || name === undefined || declared.packages.includes(name);
  // If a lock file is an input, Nx hashes the versions of all packages.
  return isHashed || LOCK_FILES.some((file) => declared.covers(file)) ? undefined : name;
}

/** The input that makes Nx hash a package. */
export function packageInputHint(name: string): string {
  return `add to the target's inputs: { "externalDependencies": ["${name}"] }`;
}

/** The input that makes Nx hash a file. */
export function inputHint(path: string, isIgnored: boolean): string {
  const fileset = `"{workspaceRoot}/${path}"`;
  const line = isIgnored ? `{ "fileset": ${fileset}, "includeIgnored": true }` : fileset;
  return `add to the target's inputs: ${line}${isIgnored ? '\ngit ignores the file, so Nx hashes it only this way' : ''}`;
}

function collect(
  inputs: readonly unknown[],
  facts: InputFacts,
  projectRoot: string,
  to: CollectedInputs,
  seen: ReadonlySet<string>,
): void {
  for (const input of inputs) {
    if (typeof input === 'string') {
      collectText(input, facts, projectRoot, to, seen);
      continue;
    }
    if (typeof input !== 'object' || input === null) continue;
    const { fileset, input: named, dependentTasksOutputFiles, json, ...rest } = input as Record<string, unknown>;
    const { env, runtime, dependencies, includeIgnored, externalDependencies } = rest;
    if (typeof fileset === 'string') {
      if (includeIgnored === true) addIgnored(fileset, projectRoot, to);
      else addGlob(fileset, projectRoot, to.own);
    } else if (typeof json === 'string') addGlob(json, projectRoot, to.own);
    else if (typeof dependentTasksOutputFiles === 'string') {
      to.all.push({ include: [dependentTasksOutputFiles], exclude: [], takesIgnored: true });
    } else if (typeof env === 'string') to.env.add(env);
    else if (typeof runtime === 'string') to.runtime.add(runtime);
    else if (Array.isArray(externalDependencies)) {
      for (const name of externalDependencies) to.packages.add(String(name));
    } else if (typeof named === 'string') {
      collectText(dependencies === true ? `^${named}` : named, facts, projectRoot, to, seen);
    }
  }
}

/** An `includeIgnored` input is a separate file set; exclusions of others do not apply to it. */
function addIgnored(fileset: string, projectRoot: string, to: CollectedInputs): void {
  const globs: Globs = { include: [], exclude: [], takesIgnored: true };
  addGlob(fileset, projectRoot, globs);
  if (globs.include.length > 0) to.all.push(globs);
}

function collectText(
  text: string,
  facts: InputFacts,
  projectRoot: string,
  to: CollectedInputs,
  seen: ReadonlySet<string>,
): void {
  if (/^!?\{(projectRoot|workspaceRoot)\}/.test(text)) {
    addGlob(text, projectRoot, to.own);
    return;
  }
  if (text.startsWith('^')) {
    for (const root of facts.dependencyRoots) {
      const theirs: Globs = { include: [], exclude: [], takesIgnored: false };
      to.all.push(theirs);
      collectText(text.slice(1), { ...facts, dependencyRoots: [] }, root, { ...to, own: theirs }, seen);
    }
    return;
  }
  if (seen.has(text)) return;
  const named = facts.namedInputs[text] ?? (text === 'default' ? ['{projectRoot}/**/*'] : []);
  collect(named, facts, projectRoot, to, new Set([...seen, text]));
}

function addGlob(text: string, projectRoot: string, to: Globs): void {
  const excluded = text.startsWith('!');
  const glob = (excluded ? text.slice(1) : text)
    .replace(/^\{workspaceRoot\}\/?/, '')
    .replace(/^\{projectRoot\}\/?/, projectRoot === '.' ? '' : `${projectRoot}/`);
  const list = excluded ? to.exclude : to.include;
  list.push(glob);
  // Nx treats the name of a folder as all files in it.
  if (!/[*?[\]{}]/.test(glob)) list.push(glob === '' ? '**' : `${glob.replace(/\/$/, '')}/**`);
}
