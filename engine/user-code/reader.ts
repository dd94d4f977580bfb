import { realpathSync } from 'node:fs';
import { isAbsolute, join, posix, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { sha256 } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { realOrSame } from '../../state/real-path';
import { isFileError } from '../file-problem';
import { placeFields, placeIn, stackOf, type Place } from '../render/stack-place';
import { isSameOrInside, type Settings } from '../settings';
import { missingRead, outsideRead, ownOutputRead, type ReadProblem } from './read-problems';

/** A file that `read` returned to user code. Plain data. */
export interface GivenFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly sha256: string;
  /** The place of the call. */
  readonly by?: Place;
}

/**
 * Provides `read` to user code for one source file or pattern: it returns the text of another workspace file and
 * records it. A failed read is an error of the run even if the code catches it, because nothing would notice if the
 * file appeared later.
 */
export class Reader {
  private readonly files = new Map<string, GivenFile>();
  private readonly refused: Diagnostic[] = [];
  /** Requested paths in the workspace, including failed reads. */
  readonly asked = new Set<string>();

  /** @param source the source file that the code is processing, relative to the workspace */
  constructor(
    private readonly settings: Pick<Settings, 'workspaceRoot' | 'outputDir'>,
    private readonly source: string,
  ) {}

  /** The files that were read, without duplicates. */
  get given(): readonly GivenFile[] {
    return [...this.files.values()];
  }

  get problems(): readonly Diagnostic[] {
    return this.refused;
  }

  readonly read = (asked: unknown): string => {
    if (typeof asked !== 'string') throw new TypeError(`"read" takes the path of a file, not ${String(asked)}`);
    const { workspaceRoot, outputDir } = this.settings;
    const path = this.pathOf(asked);
    if (path === undefined || isOutside(path)) return this.refuse(outsideRead(path ?? asked));
    this.asked.add(path);
    if (isSameOrInside(path, outputDir)) return this.refuse(ownOutputRead(path));
    try {
      const absolute = join(workspaceRoot, path);
      const bytes = readRegular(absolute);
      const encoding = encodingProblem(path, bytes);
      if (encoding) return this.refuse(encoding);
      // Nx hashes only the target path of a link, so the file behind it has to be an input too.
      const real = relative(realOrSame(workspaceRoot), realpathSync(absolute)).replaceAll('\\', '/');
      if (isOutside(real)) return this.refuse(outsideRead(path));
      const hash = sha256(bytes);
      for (const one of new Set([path, real])) this.note(one, hash);
      return bytes.toString('utf8').replace(/^\uFEFF/, '');
    } catch (error) {
      if (!isFileError(error)) throw error;
      return this.refuse(missingRead(path, reasonOf(error)));
    }
  };

  private pathOf(asked: string): string | undefined {
    const slashes = asked.replaceAll('\\', '/');
    if (slashes.includes('\0') || isAbsolute(asked) || /^[A-Za-z]:/.test(asked)) return undefined;
    const isRelative = /^\.\.?(\/|$)/.test(slashes);
    return posix.normalize(isRelative ? posix.join(posix.dirname(this.source), slashes) : slashes);
  }

  private note(path: string, hash: string): void {
    if (this.files.has(path)) return;
    const by = placeIn(stackOf(new Error()), this.settings.workspaceRoot);
    this.files.set(path, { path, sha256: hash, ...(by ? { by } : {}) });
  }

  private refuse(problem: ReadProblem & Partial<Diagnostic>): never {
    const error = new Error(problem.message);
    const place = placeIn(stackOf(error), this.settings.workspaceRoot);
    const where = place ? placeFields(place, this.settings.workspaceRoot) : { file: this.source };
    this.refused.push({ severity: 'error', ...(problem.file === undefined ? where : {}), ...problem });
    throw error;
  }
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../') || isAbsolute(path) || /^[A-Za-z]:/.test(path);
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof NotAFileError) return `is ${error.kind}, not a file`;
  const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return isMissing ? 'does not exist' : `cannot be read (${error.code})`;
}
