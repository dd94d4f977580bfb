import { isAbsolute, relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';

/** An error of the operating system about a file. */
export type FileError = NodeJS.ErrnoException & { readonly code: string; readonly syscall: string };

/** True if a file operation failed in the operating system: neither our bug nor one of the user's code. */
export function isFileError(error: unknown): error is FileError {
  if (!(error instanceof Error) && Object.prototype.toString.call(error) !== '[object Error]') return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' && !syscall.startsWith('spawn');
}

/** True if the file does not exist. */
export function isMissing(error: unknown): boolean {
  return isFileError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** True if the path is a pipe, a socket or a device. Unlike a folder, it can be replaced by a rename. */
export function isSpecialFileError(error: unknown): boolean {
  return isFileError(error) && error.code === 'EFTYPE';
}

/** The folders of a run; `outputDir` is relative to the workspace. */
export interface Places {
  readonly workspaceRoot: string;
  readonly outputDir: string;
}

/** Turns a file error into a diagnostic; its `file` is relative to the workspace. */
export function fileProblem(error: FileError, { workspaceRoot, outputDir }: Places): Diagnostic {
  // When Node's own checks in `rm` fail, the code has the prefix ERR_FS_.
  const code = error.code.replace(/^ERR_FS_/, '');
  const [reason, hint] = REASONS[code] ?? [
    systemMessage(error),
    code === 'EFTYPE' ? 'put a file in its place' : undefined,
  ];
  const what = ACTIONS[error.syscall] ?? 'be used';
  // Errors on an open file have no path. Written files are always in the output folder.
  const file = reportedPath(error, workspaceRoot) ?? (error.syscall === 'write' ? outputDir : undefined);
  return {
    severity: 'error',
    code: 'file-system',
    message: `this cannot ${what}: ${reason} (${code})`,
    ...(file === undefined ? {} : { file }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The system's message without the error code and the system call. */
function systemMessage({ message, syscall }: FileError): string {
  return message.replace(/^[A-Z]+: /, '').split(`, ${syscall}`, 1)[0] ?? '';
}

const PERMISSION_HINT = 'check its owner and the permissions of its folder';
const DISK_HINT = 'free some space and run again: existing files are unchanged';
const OPEN_FILES_HINT = 'raise the limit of open files ("ulimit -n") or lower "workers"';

/** Reason and hint by error code. */
const REASONS: Readonly<Record<string, readonly [string, string?]>> = {
  EACCES: ['permission denied', PERMISSION_HINT],
  EPERM: ['permission denied', PERMISSION_HINT],
  EROFS: ['the file system is read-only', PERMISSION_HINT],
  ENOSPC: ['the disk is full', DISK_HINT],
  EDQUOT: ['the quota is used up', DISK_HINT],
  EMFILE: ['this process has too many files open', OPEN_FILES_HINT],
  ENFILE: ['the system has too many files open', OPEN_FILES_HINT],
  ENOENT: ['it is gone', 'run again; if it comes back, another task removes it during the run'],
  ENOTDIR: ['a part of its path is not a folder', 'remove what is in the way'],
  EISDIR: ['it is a folder', 'remove what is in the way'],
  EEXIST: ['something is in its place', 'remove what is in the way'],
  ENOTEMPTY: ['something is in its place', 'remove what is in the way'],
};

const ACTIONS: Readonly<Record<string, string>> = {
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
 * The path to report: of a rename, the destination; of a staged file, the folder it lies in. A lock file is not a
 * staged file.
 */
function reportedPath(
  { path, dest }: NodeJS.ErrnoException & { dest?: string },
  workspaceRoot: string,
): string | undefined {
  const full = dest ?? path;
  if (full === undefined) return undefined;
  const inside = relative(workspaceRoot, full).replaceAll('\\', '/');
  return (isAbsolute(inside) || inside.startsWith('../') ? full : inside).replace(/\/\.codegen-(staging|lock)-.*$/, '');
}
