import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { changedWhileReading } from '../render/failures';
import { loadedSpec } from './loaded-sources';
import { parseSpec } from './parse-spec';
import type { Spec } from './spec';

/**
 * A source file as data that nobody else has, or what is wrong with it.
 *
 * @param path relative to the workspace
 * @param hash sha256 of the bytes that it has to have
 */
export function readSource(workspaceRoot: string, path: string, hash: string): Spec | Diagnostic[] {
  const bytes = readSourceBytes(workspaceRoot, path, hash);
  return Array.isArray(bytes) ? bytes : parseSpec(path, bytes);
}

/** Its bytes, or why they cannot be had. */
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

/** A document may have many megabytes, so only the last few are kept. */
const MOST_DOCUMENTS = 4;

/** Documents of which several patterns are parts, each parsed once. Whoever changes data takes a copy. */
export class Documents {
  private readonly parsed = new Map<string, { readonly hash: string; readonly spec: Spec | Diagnostic[] }>();

  /** @param loaded data by path, where a load module makes it; undefined where the files are parsed */
  constructor(
    private readonly workspaceRoot: string,
    private readonly loaded: ReadonlyMap<string, unknown> | undefined,
  ) {}

  /** @param hash sha256 of the bytes that the file has to have */
  read(path: string, hash: string): Spec | Diagnostic[] {
    if (this.loaded) return this.ofLoaded(path, this.loaded);
    const known = this.parsed.get(path);
    if (known?.hash === hash) return known.spec;
    const spec = readSource(this.workspaceRoot, path, hash);
    this.parsed.set(path, { hash, spec });
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > MOST_DOCUMENTS && oldest !== undefined) this.parsed.delete(oldest);
    return spec;
  }

  private ofLoaded(path: string, loaded: ReadonlyMap<string, unknown>): Spec {
    if (!loaded.has(path)) throw new Error(`${path} was to be loaded before anything is rendered`);
    return loadedSpec(path, loaded.get(path));
  }
}
