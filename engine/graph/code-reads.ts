import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { toPosix } from '../../modules/import-closure';
import { ignoredFiles } from '../../state/ignored-files';
import { realOrSame } from '../../state/real-path';
import type { RunContext } from '../run-context';
import { hasCommands, isSameOrInside, type Settings } from '../settings';
import type { ObservedReads } from '../user-code/code-watch';
import { changedWhileReading } from '../render/failures';
import type { SeenRead } from '../user-code/observe';
import { DECLARED_FILES, MISSING, OTHER_DECLARED_FILES, readValue } from '../user-code/reads';
import { isAsStamped, type StampedKind } from '../user-code/stamp';
import { lineToAdd, type DeclaredInputs } from './declared-inputs';
import { codeMakesText, hasCode } from './fingerprints';
import type { CodeReads } from './index-file';
import type { RunGraph } from './run-graph';
import { statOrNothing } from './stat';

/**
 * Joins what user code was seen to read with what earlier runs saw: a run that redid some files alone saw only what
 * those read. Inputs that Nx hashes and nobody can be seen to read (variables, commands) count where there is code, or
 * a compiler command, that may depend on them. They stay on the machine: a value may be a secret, and what was read
 * depends on which files were made last.
 */
export function nextReads(graph: RunGraph, { declared }: RunContext, outcome: Made): CodeReads {
  const { settings, inputs, index, readsBefore, readsNow, began } = graph;
  const names = new Set<string>(isEverythingRedone(graph, outcome) ? [] : Object.keys(readsBefore?.values ?? {}));
  for (const name of readNames(outcome.reads)) if (declared || !name.startsWith('declared ')) names.add(name);
  if (declared && (hasCode(settings, inputs) || hasCommands(settings))) {
    for (const name of declared.env) names.add(`env ${name}`);
    for (const command of declared.runtime) names.add(`runtime ${command}`);
  }
  const salt = readsBefore?.salt ?? randomBytes(16).toString('hex');
  const valueOf = (name: string): string => {
    // A file is among those of the index, so that a stat tells of a change.
    if (name.startsWith('file ')) return index.hash(name.slice('file '.length))?.sha256 ?? MISSING;
    return readsNow.get(name) ?? readValue({ settings, declared, salt, since: began }, name);
  };
  return { salt, values: Object.fromEntries([...names].sort().map((name) => [name, valueOf(name)])) };
}

/** Of what a run has made: which files stand, what failed, and what user code read. */
interface Made {
  readonly patterns: readonly { readonly kept: readonly number[] }[];
  readonly keptLibrary: readonly number[];
  readonly failures: readonly Diagnostic[];
  readonly reads: ObservedReads;
}

/** What is not any more as user code read it: Nx, or the next run, would take what came of it for up to date. */
export function changedCodeReads(
  { settings, inputs, index }: RunGraph,
  { own, shared, written }: ObservedReads,
): Diagnostic[] {
  const { workspaceRoot } = settings;
  const made = new Set(written);
  const madeIn = new Set(written.map((path) => dirname(path)));
  const changed = new Map<string, StampedKind>();
  for (const { read, stamp } of [...own, ...shared]) {
    // Inputs of the engine's own are compared beside this, and what lies outside is an error anyway.
    if (!('path' in read) || !stamp || read.path.startsWith('../') || inputs.hashes[read.path] !== undefined) continue;
    const path = join(workspaceRoot, read.path);
    // A file that code makes where it found none, and its name in a folder, is no change by others.
    if (
      ((read.kind === 'probe' || read.kind === 'link') && made.has(path)) ||
      (read.kind === 'folder' && madeIn.has(path))
    )
      continue;
    const isSame =
      isAsStamped(read.kind, path, stamp) && (read.kind !== 'file' || index.changedSince([read.path]).length === 0);
    if (!isSame) changed.set(read.path, read.kind);
  }
  return [...changed].map(([path, kind]) => changedWhileReading(path, kind));
}

/** The names of what was read, see `ReadKind`. */
export function readNames({ own, shared }: ObservedReads): string[] {
  const names = new Set<string>();
  for (const { read, direct } of [...own, ...shared]) {
    if (read.kind === 'opaque') {
      // Packages list all variables for reasons of their own.
      if (direct) names.add(DECLARED_FILES);
      else if (read.what !== 'environment') names.add(OTHER_DECLARED_FILES);
    } else names.add(`${read.kind} ${read.kind === 'env' ? read.name : read.path}`);
  }
  return [...names];
}

/**
 * Whether all that user code takes part in was made by this run. A file whose data came out as it was stands, although
 * it was due; so does the last good one of what failed.
 */
function isEverythingRedone(
  { settings, inputs, part, plan }: RunGraph,
  { patterns, keptLibrary, failures }: Made,
): boolean {
  if (part || failures.length > 0 || keptLibrary.length > 0) return false;
  if (patterns.some(({ kept }) => kept.length > 0)) return false;
  if (settings.prepare !== undefined && plan.freshPatterns.size > 0) return false;
  const isText = settings.emits.some((_emit, index) => codeMakesText(settings, inputs, index));
  return !isText || plan.freshFiles.size === 0;
}

/** What user code reads and Nx does not hash, each with the line to add to the target's inputs. */
export function undeclaredCodeReads(
  { settings, inputs }: RunGraph,
  declared: DeclaredInputs | undefined,
  { own }: ObservedReads,
): Diagnostic[] {
  const { isIgnored } = ignoredFiles(settings.workspaceRoot);
  const seen = new Set<string>();
  return own.flatMap((one) => {
    const problem = problemOf(settings, inputs.modules, declared, one, isIgnored);
    if (!problem || seen.has(problem.message)) return [];
    seen.add(problem.message);
    return [{ severity: 'error' as const, ...problem, ...placeOf(one) }];
  });
}

type Problem = Pick<Diagnostic, 'code' | 'message' | 'hint'>;

const UNNOTICED = "which is no input of the target: Nx's cache would miss a change of it";

function problemOf(
  settings: Settings,
  modules: readonly string[],
  declared: DeclaredInputs | undefined,
  { read, direct }: SeenRead,
  isIgnored: (path: string) => boolean,
): Problem | undefined {
  switch (read.kind) {
    case 'file':
    case 'folder': {
      const { path } = read;
      if (path.startsWith('../')) return outside(path);
      if (isInstalled(path)) return declared && installedProblem(settings, declared, read);
      if (isSameOrInside(path, settings.outputDir)) return direct ? ownOutput(path) : undefined;
      if (!declared) return undefined;
      if (read.kind === 'file') return fileProblem(path, declared, isIgnored(path));
      return direct && !coversFolder(declared, path) ? folderProblem(path) : undefined;
    }
    case 'probe': {
      if (!declared || !direct || read.path.startsWith('../')) return undefined;
      if (isInstalled(read.path)) return installedProblem(settings, declared, read);
      if (isSameOrInside(read.path, settings.outputDir) || isFolder(settings, read.path)) return undefined;
      return fileProblem(read.path, declared, isIgnored(read.path));
    }
    case 'link': {
      if (!declared || !direct || !isLink(settings, read.path)) return undefined;
      if (isInstalled(read.path)) return installedProblem(settings, declared, read);
      if (isSameOrInside(read.path, settings.outputDir)) return undefined;
      return fileProblem(read.path, declared, isIgnored(read.path));
    }
    case 'env': {
      if (!declared || declared.env.includes(read.name) || /^NX_(TASK|WORKFLOW)_/.test(read.name)) return undefined;
      return {
        code: 'undeclared-read',
        message: `this reads the environment variable ${read.name}, ${UNNOTICED}`,
        hint: `add to the target's inputs: { "env": "${read.name}" }`,
      };
    }
    case 'opaque': {
      if (!direct || !declared) return undefined;
      if (read.what === 'environment') {
        return {
          code: 'undeclared-read',
          message: "this lists all environment variables: Nx's cache would miss a change of them",
          hint: 'read variables by their names, and add each to the target\'s inputs: { "env": "NAME" }',
        };
      }
      return unseen(settings, modules, declared, read.what);
    }
  }
}

/** What a child process or a thread reads cannot be seen, so the inputs have to say it. */
function unseen(
  settings: Settings,
  modules: readonly string[],
  declared: DeclaredInputs,
  what: string,
): Problem | undefined {
  const { patterns, templates, partials, schema = '' } = settings;
  const own = new Set([...patterns, ...templates, ...partials, schema, ...modules].map((glob) => glob.split('/*')[0]));
  const isMore = declared.globs().some((glob) => !own.has(glob.split('/*')[0]));
  if (isMore || declared.env.length + declared.runtime.length > 0) return undefined;
  return {
    code: 'unseen-read',
    message: `this starts a ${what}, and what that reads cannot be seen`,
    hint: 'add what it depends on to the target\'s inputs: files, { "env": "NAME" }, or { "runtime": "command" }',
  };
}

function fileProblem(path: string, declared: DeclaredInputs, ignored: boolean): Problem | undefined {
  if (declared.covers(path, ignored)) return undefined;
  return { code: 'undeclared-read', message: `this reads ${path}, ${UNNOTICED}`, hint: lineToAdd(path, ignored) };
}

function isInstalled(path: string): boolean {
  return path.split('/').includes('node_modules');
}

/** Nx hashes packages by the lock file, and those of the workspace, to which links lead, by their files. */
function installedProblem(
  { workspaceRoot }: Settings,
  declared: DeclaredInputs,
  { kind, path }: { readonly kind: string; readonly path: string },
): Problem | undefined {
  const real = toPosix(relative(realOrSame(workspaceRoot), realOrSame(join(workspaceRoot, path))));
  if (!isInstalled(real) && !/^(\.\.\/|\/|[A-Za-z]:)/.test(real)) {
    if (kind === 'folder') return coversFolder(declared, real) ? undefined : folderProblem(real);
    return statOrNothing(join(workspaceRoot, real))?.isDirectory() ? undefined : fileProblem(real, declared, false);
  }
  const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)/.exec(path) ?? [];
  const { packages } = declared;
  if (packages === undefined || name === undefined || packages.includes(name)) return undefined;
  if (!statOrNothing(join(workspaceRoot, path))) return undefined;
  return {
    code: 'undeclared-read',
    message: `this reads ${path}, and its package is no input of the target: Nx's cache would miss a change of it`,
    hint: `add to the target's inputs: { "externalDependencies": ["${name}"] }`,
  };
}

function folderProblem(path: string): Problem {
  return {
    code: 'undeclared-read',
    message: `this lists the files in ${path}, ${UNNOTICED}`,
    hint: `add to the target's inputs: "{workspaceRoot}/${path === '' || path === '.' ? '' : `${path}/`}*"`,
  };
}

function outside(path: string): Problem {
  return {
    code: 'path-outside-workspace',
    message: `this reads ${path}, which lies outside of the workspace: a change of it would go unnoticed`,
    hint: 'put the file itself into the workspace',
  };
}

function ownOutput(path: string): Problem {
  return {
    code: 'own-output-read',
    message: `this reads ${path}, an output of the target itself: what it makes would depend on what it made before`,
    hint: 'read the inputs that the output is made from',
  };
}

/** Whether some input takes files of a folder, whatever their names. */
function coversFolder(declared: DeclaredInputs, path: string): boolean {
  const prefix = path === '' || path === '.' ? '' : `${path}/`;
  return declared.covers(`${prefix}any`) || declared.globs().some((glob) => glob.startsWith(prefix));
}

function isFolder({ workspaceRoot }: Settings, path: string): boolean {
  return statOrNothing(join(workspaceRoot, path))?.isDirectory() ?? false;
}

/** Nx hashes a link by its own name; nothing is to be hashed of a path that is none. */
function isLink({ workspaceRoot }: Settings, path: string): boolean {
  return lstatSync(join(workspaceRoot, path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function placeOf({ by }: SeenRead): Partial<Diagnostic> {
  if (!by) return {};
  return { file: by.file, line: by.line, ...(by.column === undefined ? {} : { column: by.column }) };
}
