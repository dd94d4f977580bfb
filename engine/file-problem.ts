import { isAbsolute, relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';

/** What the operating system said of a file. */
export type FileError = NodeJS.ErrnoException & { readonly code: string; readonly syscall: string };

/** Whether the operating system refused something with a file: no bug of ours, and none in a user's code. */
export function isFileError(error: unknown): error is FileError {
  if (!(error instanceof Error) && Object.prototype.toString.call(error) !== '[object Error]') return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' && !syscall.startsWith('spawn');
}

/** Whether it said that there is no such file. */
export function isMissing(error: unknown): boolean {
  return isFileError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Whether a pipe, a socket or a device lies in place of a file: unlike a folder, a rename puts a file there. */
export function isNoFile(error: unknown): boolean {
  return isFileError(error) && error.code === 'EFTYPE';
}

/** Where a run takes place; `outputDir` is relative to the workspace. */
export interface Places {
  readonly workspaceRoot: string;
  readonly outputDir: string;
}

/** A refusal in words, with the file that it is about relative to the workspace. */
export function fileProblem(error: FileError, { workspaceRoot, outputDir }: Places): Diagnostic {
  // What Node finds out itself when it removes something has a name of its own.
  const code = error.code.replace(/^ERR_FS_/, '');
  const [reason, hint] = REASONS[code] ?? [said(error), code === 'EFTYPE' ? 'put a file in its place' : undefined];
  const what = DOING[error.syscall] ?? 'be used';
  // Of a file that is open already, the system tells no name; those that are written lie in the output folder.
  const file = shown(error, workspaceRoot) ?? (error.syscall === 'write' ? outputDir : undefined);
  return {
    severity: 'error',
    code: 'file-system',
    message: `this cannot ${what}: ${reason} (${code})`,
    ...(file === undefined ? {} : { file }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The system's own words, without the code before and the call behind them. */
function said({ message, syscall }: FileError): string {
  return message.replace(/^[A-Z]+: /, '').split(`, ${syscall}`, 1)[0] ?? '';
}

const PERMISSION = 'look who owns it and what its folder allows';
const ROOM = 'make room and run again: what is in place stays as it is';
const FILES = 'raise the limit of open files ("ulimit -n") or lower "workers"';

/** Reason and hint by the system's code. */
const REASONS: Readonly<Record<string, readonly [string, string?]>> = {
  EACCES: ['permission denied', PERMISSION],
  EPERM: ['permission denied', PERMISSION],
  EROFS: ['the file system is read-only', PERMISSION],
  ENOSPC: ['the disk is full', ROOM],
  EDQUOT: ['the quota is used up', ROOM],
  EMFILE: ['this process has too many files open', FILES],
  ENFILE: ['the system has too many files open', FILES],
  ENOENT: ['it is gone', 'run again; if it comes back, another task removes it during the run'],
  ENOTDIR: ['a part of its path is no folder', 'remove what is in the way'],
  EISDIR: ['it is a folder', 'remove what is in the way'],
  EEXIST: ['something is in its place', 'remove what is in the way'],
  ENOTEMPTY: ['something is in its place', 'remove what is in the way'],
};

const DOING: Readonly<Record<string, string>> = {
  open: 'be opened',
  read: 'be read',
  write: 'be written',
  close: 'be written',
  mkdir: 'be made',
  rename: 'be put in place',
  unlink: 'be removed',
  rm: 'be removed',
  rmdir: 'be removed',
  scandir: 'be listed',
  stat: 'be looked at',
  lstat: 'be looked at',
};

/**
 * The file put in place rather than the one it was; for a file of one run alone, the folder that it lies in. A lock in
 * its place is no such file.
 */
function shown({ path, dest }: NodeJS.ErrnoException & { dest?: string }, workspaceRoot: string): string | undefined {
  const full = dest ?? path;
  if (full === undefined) return undefined;
  const inside = relative(workspaceRoot, full).replaceAll('\\', '/');
  return (isAbsolute(inside) || inside.startsWith('../') ? full : inside).replace(/\/\.codegen-(staging|lock)-.*$/, '');
}
