import { lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isInstalled } from '../../modules/package-path';
import { toPosix } from '../../modules/paths';
import { ignoredFiles } from '../../state/ignored-files';
import { realOrSame } from '../../state/real-path';
import { inputGlobs, isSameOrInside, schemaFiles, type Settings } from '../settings';
import type { SeenRead } from '../user-code/read-observer';
import { outsideRead, ownOutputRead, type ReadProblem } from '../user-code/read-problems';
import { inputHint, packageInputHint, undeclaredPackage, type DeclaredInputs } from './declared-inputs';
import { statOrNothing } from './stat';

/** One error for each read of user code that Nx does not hash, with the line to add to the target's inputs. */
export function undeclaredCodeReads(
  settings: Settings,
  modules: readonly string[],
  declared: DeclaredInputs | undefined,
  reads: readonly SeenRead[],
): Diagnostic[] {
  const { isIgnored } = ignoredFiles(settings.workspaceRoot);
  const seen = new Set<string>();
  return reads.flatMap((one) => {
    const problem = problemOf(settings, modules, declared, one, isIgnored);
    if (!problem || seen.has(problem.message)) return [];
    seen.add(problem.message);
    return [{ severity: 'error' as const, ...problem, ...callerPlace(one) }];
  });
}

const NOT_AN_INPUT = "which is not an input of the target: Nx's cache would miss changes of it";

function problemOf(
  settings: Settings,
  modules: readonly string[],
  declared: DeclaredInputs | undefined,
  { read, direct }: SeenRead,
  isIgnored: (path: string) => boolean,
): ReadProblem | undefined {
  switch (read.kind) {
    case 'file':
    case 'folder': {
      const { path } = read;
      if (path.startsWith('../')) return outsideRead(path);
      if (isInstalled(path)) return declared && installedProblem(settings, declared, read);
      if (isSameOrInside(path, settings.outputDir)) return direct ? ownOutputRead(path) : undefined;
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
        message: `this reads the environment variable ${read.name}, ${NOT_AN_INPUT}`,
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
      return unseenReadProblem(settings, modules, declared, read.what);
    }
  }
}

/** Reads of child processes and threads cannot be observed, so the inputs have to declare something. */
function unseenReadProblem(
  settings: Settings,
  modules: readonly string[],
  declared: DeclaredInputs,
  what: string,
): ReadProblem | undefined {
  const names = [...inputGlobs(settings).flat(), ...schemaFiles(settings), ...modules];
  const own = new Set(names.map((glob) => glob.split('/*')[0]));
  const isMore = declared.globs().some((glob) => !own.has(glob.split('/*')[0]));
  if (isMore || declared.env.length + declared.runtime.length > 0) return undefined;
  return {
    code: 'unseen-read',
    message: `this starts a ${what}, and what that reads cannot be seen`,
    hint: 'add what it depends on to the target\'s inputs: files, { "env": "NAME" }, or { "runtime": "command" }',
  };
}

function fileProblem(path: string, declared: DeclaredInputs, ignored: boolean): ReadProblem | undefined {
  if (declared.covers(path, ignored)) return undefined;
  return { code: 'undeclared-read', message: `this reads ${path}, ${NOT_AN_INPUT}`, hint: inputHint(path, ignored) };
}

/** Nx hashes external packages by the lock file, and linked workspace packages by their files. */
function installedProblem(
  { workspaceRoot }: Settings,
  declared: DeclaredInputs,
  { kind, path }: { readonly kind: string; readonly path: string },
): ReadProblem | undefined {
  const real = toPosix(relative(realOrSame(workspaceRoot), realOrSame(join(workspaceRoot, path))));
  if (!isInstalled(real) && !/^(\.\.\/|\/|[A-Za-z]:)/.test(real)) {
    if (kind === 'folder') return coversFolder(declared, real) ? undefined : folderProblem(real);
    return statOrNothing(join(workspaceRoot, real))?.isDirectory() ? undefined : fileProblem(real, declared, false);
  }
  const name = undeclaredPackage(path, declared);
  if (name === undefined || !statOrNothing(join(workspaceRoot, path))) return undefined;
  return {
    code: 'undeclared-read',
    message: `this reads ${path}, and its package is not an input of the target: Nx's cache would miss changes of it`,
    hint: packageInputHint(name),
  };
}

function folderProblem(path: string): ReadProblem {
  return {
    code: 'undeclared-read',
    message: `this lists the files in ${path}, ${NOT_AN_INPUT}`,
    hint: `add to the target's inputs: "{workspaceRoot}/${path === '' || path === '.' ? '' : `${path}/`}*"`,
  };
}

/** True if an input covers files of a folder regardless of their names. */
function coversFolder(declared: DeclaredInputs, path: string): boolean {
  const prefix = path === '' || path === '.' ? '' : `${path}/`;
  return declared.covers(`${prefix}any`) || declared.globs().some((glob) => glob.startsWith(prefix));
}

function isFolder({ workspaceRoot }: Settings, path: string): boolean {
  return statOrNothing(join(workspaceRoot, path))?.isDirectory() ?? false;
}

/** Nx hashes a link by its own path. A path that is not a link needs no input here. */
function isLink({ workspaceRoot }: Settings, path: string): boolean {
  return lstatSync(join(workspaceRoot, path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function callerPlace({ by }: SeenRead): Partial<Diagnostic> {
  if (!by) return {};
  return { file: by.file, line: by.line, ...(by.column === undefined ? {} : { column: by.column }) };
}
