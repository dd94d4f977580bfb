import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { changedWhileReading } from '../render/failures';
import { loadedSpec } from './loaded-sources';
import { parseSpec } from './parse-spec';
import type { Spec } from './spec';

/**
 * Parses a source file into private data; returns the problems if that fails.
 *
 * @param path relative to the workspace
 * @param hash expected sha256 of the file
 */
function readSource(workspaceRoot: string, path: string, hash: string): Spec | Diagnostic[] {
  const bytes = readSourceBytes(workspaceRoot, path, hash);
  return Array.isArray(bytes) ? bytes : parseSpec(path, bytes);
}

/** The bytes of a source file, or the problem. */
export function readSourceBytes(workspaceRoot: string, path: string, hash: string): Buffer | Diagnostic[] {
  let bytes: Buffer;
  try {
    bytes = readRegular(join(workspaceRoot, path));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const reason = error instanceof NotAFileError ? `it is ${error.kind}, not a file` : code;
    const message = `the spec cannot be read: ${reason}`;
    return [{ severity: 'error', code: 'spec-read', message, file: path }];
  }
  return sha256(bytes) === hash ? bytes : [changedWhileReading(path)];
}

/** Most bytes of source files in memory at a time. */
const MAX_KEPT_BYTES = 2 ** 25;

/** Bytes of source files that were read to hash them, so that rendering need not read the first ones again. */
export class SourceBytes {
  private readonly kept = new Map<string, Buffer>();
  private size = 0;

  keep(path: string, bytes: Buffer): void {
    if (this.size + bytes.length > MAX_KEPT_BYTES) return;
    this.size += bytes.length;
    this.kept.set(path, bytes);
  }

  /** Returns the bytes of a file, if they were kept, and forgets them. */
  take(path: string): Buffer | undefined {
    const bytes = this.kept.get(path);
    if (bytes) {
      this.kept.delete(path);
      this.size -= bytes.length;
    }
    return bytes;
  }
}

/** Documents may be large, so only the last few are kept. */
const MAX_DOCUMENTS = 4;

/** Parsed documents that several patterns share. Callers must copy data before they modify it. */
export class Documents {
  private readonly parsed = new Map<string, { readonly hash: string; readonly spec: Spec | Diagnostic[] }>();
  /** Filled while the inputs are hashed. */
  readonly bytes = new SourceBytes();

  /** @param loaded data by path, if a load module reads the files; undefined if they are parsed */
  constructor(
    private readonly workspaceRoot: string,
    private readonly loaded: ReadonlyMap<string, unknown> | undefined,
  ) {}

  /** @param hash expected sha256 of the file */
  read(path: string, hash: string): Spec | Diagnostic[] {
    if (this.loaded) return this.fromLoaded(path, this.loaded);
    const known = this.parsed.get(path);
    if (known?.hash === hash) return known.spec;
    const spec = this.readPrivate(path, hash);
    this.parsed.set(path, { hash, spec });
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > MAX_DOCUMENTS && oldest !== undefined) this.parsed.delete(oldest);
    return spec;
  }

  /** Parses a file into private data, for a file that is one pattern. */
  readPrivate(path: string, hash: string): Spec | Diagnostic[] {
    const bytes = this.bytes.take(path);
    return bytes ? parseSpec(path, bytes) : readSource(this.workspaceRoot, path, hash);
  }

  private fromLoaded(path: string, loaded: ReadonlyMap<string, unknown>): Spec {
    if (!loaded.has(path)) throw new Error(`${path} was to be loaded before anything is rendered`);
    return loadedSpec(path, loaded.get(path));
  }
}
