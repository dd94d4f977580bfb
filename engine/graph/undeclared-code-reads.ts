import { lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isInstalled } from '../../modules/package-path';
import { toPosix } from '../../modules/paths';
import { ignoredFiles } from '../../state/ignored-files';
import { realOrSame } from '../../state/real-path';
import { inputGlobs, isSameOrInside, schemaFiles, type Settings } from '../settings';
import type { SeenRead } from '../user-code/observe';
import { outsideRead, ownOutputRead, type ReadProblem } from '../user-code/read-problems';
import { lineToAdd, packageToAdd, undeclaredPackage, type DeclaredInputs } from './declared-inputs';
import { statOrNothing } from './stat';

/** What user code reads and Nx does not hash, each with the line to add to the target's inputs. */
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
    return [{ severity: 'error' as const, ...problem, ...placeOf(one) }];
  });
}

const UNNOTICED = "which is no input of the target: Nx's cache would miss a change of it";

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
  return { code: 'undeclared-read', message: `this reads ${path}, ${UNNOTICED}`, hint: lineToAdd(path, ignored) };
}

/** Nx hashes packages by the lock file, and those of the workspace, to which links lead, by their files. */
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
    message: `this reads ${path}, and its package is no input of the target: Nx's cache would miss a change of it`,
    hint: packageToAdd(name),
  };
}

function folderProblem(path: string): ReadProblem {
  return {
    code: 'undeclared-read',
    message: `this lists the files in ${path}, ${UNNOTICED}`,
    hint: `add to the target's inputs: "{workspaceRoot}/${path === '' || path === '.' ? '' : `${path}/`}*"`,
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
