import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { changedWhileReading } from '../render/failures';
import { parseSpec, type Spec } from './spec';

/** A document may have many megabytes, so only the last few are kept. */
const MOST_SOURCES = 4;

/** Source files as data, each parsed once. */
export class SourceCache {
  private readonly parsed = new Map<string, { readonly hash: string; readonly source: Spec | Diagnostic[] }>();

  constructor(private readonly workspaceRoot: string) {}

  /**
   * A source file, or what is wrong with it.
   *
   * @param hash sha256 of the bytes that it has to have
   */
  read(path: string, hash: string): Spec | Diagnostic[] {
    const known = this.parsed.get(path);
    if (known?.hash === hash) return known.source;
    let bytes: Buffer;
    try {
      bytes = readRegular(join(this.workspaceRoot, path));
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      const reason = error instanceof NotAFileError ? `it is ${error.kind}, not a file` : code;
      const message = `the spec cannot be read: ${reason}`;
      return [{ severity: 'error', code: 'spec-read', message, file: path }];
    }
    if (sha256(bytes) !== hash) return [changedWhileReading(path)];
    const source = parseSpec(path, bytes);
    this.parsed.set(path, { hash, source });
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > MOST_SOURCES && oldest !== undefined) this.parsed.delete(oldest);
    return source;
  }
}
