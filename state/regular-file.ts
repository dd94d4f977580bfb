import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';

/** Opening a pipe or a terminal must not wait for its other end, and a terminal must not become this process's own. */
const AT_ONCE = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Something else lies where a file should be: an error as the file system throws them, so that whoever has words for
 * those has them for this one. Its message is `<code>: it is <kind>, not a file, read '<path>'`.
 */
export class NotAFileError extends Error {
  readonly code: 'EISDIR' | 'EFTYPE';
  readonly syscall = 'read';
  /** What it is, with its article. */
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

/** What a stat is of, with its article: `a file`, `a folder`, `a named pipe`, … */
export function kindOf(stat: Stats): string {
  if (stat.isFile()) return 'a file';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a named pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

/**
 * The bytes of a file, links followed. Never waits and always ends, whatever lies there: a pipe would make
 * `readFileSync` wait for a writer, and some devices have no end. All that the product reads from a workspace or its
 * state folder, it reads here. Throws what the file system throws, and a {@link NotAFileError}.
 */
export function readRegular(path: string): Buffer {
  return readWithStat(path).bytes;
}

/** The same as text. */
export function readRegularText(path: string): string {
  return readRegular(path).toString('utf8');
}

/** The same with the stat of the very file that is read. */
export function readWithStat(path: string): { readonly bytes: Buffer; readonly stat: Stats } {
  return withRegular(path, constants.O_RDONLY, (file, stat) => ({
    bytes: withPath(path, () => readFileSync(file)),
    stat,
  }));
}

/**
 * Opens a regular file for as long as something is done with it; anything else is closed again, untouched.
 *
 * @param flags of `open`, as a number
 */
export function withRegular<T>(path: string, flags: number, use: (file: number, stat: Stats) => T): T {
  const file = openAtOnce(path, flags);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new NotAFileError(path, stat);
    return use(file, stat);
  } finally {
    closeSync(file);
  }
}

function openAtOnce(path: string, flags: number): number {
  try {
    return openSync(path, flags | AT_ONCE, 0o666);
  } catch (error) {
    // A socket cannot be opened, and neither can a pipe for writing that nobody reads.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') {
      const stat = statSync(path);
      if (!stat.isFile()) throw new NotAFileError(path, stat);
    }
    throw error;
  }
}

/** Of a file that is open already, the system tells no name. */
function withPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}
