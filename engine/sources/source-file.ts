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
export function readSource(workspaceRoot: string, path: string, hash: string): Spec | Diagnostic[] {
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

/** Documents may be large, so only the last few are kept. */
const MAX_DOCUMENTS = 4;

/** Parsed documents that several patterns share. Callers must copy data before they modify it. */
export class Documents {
  private readonly parsed = new Map<string, { readonly hash: string; readonly spec: Spec | Diagnostic[] }>();

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
    const spec = readSource(this.workspaceRoot, path, hash);
    this.parsed.set(path, { hash, spec });
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > MAX_DOCUMENTS && oldest !== undefined) this.parsed.delete(oldest);
    return spec;
  }

  private fromLoaded(path: string, loaded: ReadonlyMap<string, unknown>): Spec {
    if (!loaded.has(path)) throw new Error(`${path} was to be loaded before anything is rendered`);
    return loadedSpec(path, loaded.get(path));
  }
}
