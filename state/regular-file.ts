import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';

/** Opening must not block on a pipe or terminal, and a terminal must not become this process's controlling terminal. */
const NON_BLOCKING = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Thrown for a path that is not a regular file. Has the form of a file system error, so that handlers of those apply.
 * Its message is `<code>: it is <kind>, not a file, read '<path>'`.
 */
export class NotAFileError extends Error {
  readonly code: 'EISDIR' | 'EFTYPE';
  readonly syscall = 'read';
  /** The kind of file, with its article. */
  readonly kind: string;

  constructor(
    readonly path: string,
    stat: Stats,
  ) {
    const name = stat.isDirectory() ? 'EISDIR' : 'EFTYPE';
    const kind = kindOf(stat);
    super(`${name}: it is ${kind}, not a file, read '${path}'`);
    this.code = name;
    this.kind = kind;
  }
}

/** The kind of file of a stat, with its article: `a file`, `a folder`, `a named pipe`, … */
export function kindOf(stat: Stats): string {
  if (stat.isFile()) return 'a file';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a named pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

/**
 * The bytes of a regular file, links followed. Never blocks: `readFileSync` would wait for the writer of a pipe, and some
 * devices are endless. All reads from a workspace or its state folder go through this module. Throws errors of the file
 * system, or a {@link NotAFileError}.
 */
export function readRegular(path: string): Buffer {
  return readWithStat(path).bytes;
}

/** The text of a regular file. */
export function readRegularText(path: string): string {
  return readRegular(path).toString('utf8');
}

/** The bytes of a regular file with the stat of the same open file. */
export function readWithStat(path: string): { readonly bytes: Buffer; readonly stat: Stats } {
  return withRegular(path, constants.O_RDONLY, (file, stat) => ({
    bytes: withPath(path, () => readFileSync(file)),
    stat,
  }));
}

/**
 * Opens a regular file, calls `use`, and closes it. Anything else is closed without access.
 *
 * @param flags numeric flags of `open`
 */
export function withRegular<T>(path: string, flags: number, use: (file: number, stat: Stats) => T): T {
  const file = openNonBlocking(path, flags);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new NotAFileError(path, stat);
    return use(file, stat);
  } finally {
    closeSync(file);
  }
}

function openNonBlocking(path: string, flags: number): number {
  try {
    return openSync(path, flags | NON_BLOCKING, 0o666);
  } catch (error) {
    // Sockets cannot be opened, nor can pipes without a reader be opened for writing.
    throw (error as NodeJS.ErrnoException).code === 'ENXIO' ? new NotAFileError(path, statSync(path)) : error;
  }
}

/** Adds the path to errors, which the system omits for an open file. */
function withPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}
