import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256, sha256OfParts } from '../../state/hash';
import { NotAFileError, readRegular } from '../../state/regular-file';
import { dataHash } from './data-hash';
import { changedWhileReading, prepareFailure } from '../render/failures';
import type { SchemaCheck } from './schema-check';
import { LateError } from '../user-code/late-errors';
import { parseSpec } from './spec';

/** One pattern's template data, with what its place in the library is. */
export interface PatternData {
  readonly path: string;
  readonly name: string;
  readonly data: unknown;
  /** Of the data, or of what it was made from where {@link isPlain} is false. */
  readonly hash: string;
  /** Whether equal hashes mean equal data: it is no more than JSON can hold. */
  readonly isPlain: boolean;
}

/** The default export of a prepare module. */
export type Prepare = (spec: unknown, about: { path: string; name: string }) => unknown;

/** What makes a spec into template data. */
export interface Preparation {
  readonly workspaceRoot: string;
  /** sha256 by path: what the plan took the specs to be. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly check: SchemaCheck | undefined;
  readonly prepare: Prepare | undefined;
  /** A key over what all patterns' data depends on. */
  readonly dataKey: string;
}

/** Reads, checks and prepares one pattern. */
export async function loadPattern(
  path: string,
  { workspaceRoot, inputHashes, check, prepare, dataKey }: Preparation,
): Promise<PatternData | Diagnostic[]> {
  let bytes: Buffer;
  try {
    bytes = readRegular(join(workspaceRoot, path));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const reason = error instanceof NotAFileError ? `it is ${error.kind}, not a file` : code;
    const message = `the spec cannot be read: ${reason}`;
    return [{ severity: 'error', code: 'spec-read', message, file: path }];
  }
  if (sha256(bytes) !== inputHashes[path]) return [changedWhileReading(path)];
  const spec = parseSpec(path, bytes);
  if (Array.isArray(spec)) return spec;
  const problems = check?.(spec) ?? [];
  if (problems.length > 0) return problems;
  const name = patternName(path);
  const loaded = (data: unknown): PatternData => {
    const ofData = dataHash(data, !prepare);
    const hash = ofData ?? sha256OfParts([dataKey, path, inputHashes[path] ?? '']);
    return { path, name, data, hash, isPlain: ofData !== undefined };
  };
  if (!prepare) return loaded(spec.data);
  try {
    return loaded(await prepare(spec.data, { path, name }));
  } catch (error) {
    // The run tells of it, with the place.
    if (error instanceof LateError) return [];
    return [prepareFailure(error, spec, workspaceRoot)];
  }
}

/** A pattern's `@name`: its file's name without extensions. */
function patternName(path: string): string {
  return posix.basename(path).replace(/(?<=.)\..*$/, '');
}
