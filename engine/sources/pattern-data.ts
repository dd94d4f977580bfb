import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256OfParts } from '../../state/hash';
import { dataHash } from './data-hash';
import { changedWhileReading, prepareFailure } from '../render/failures';
import type { Checks } from './checks';
import type { Settings } from '../settings';
import { LateError } from '../user-code/late-errors';
import { Reader, type GivenFile } from '../user-code/reader';
import { patternName, type Items } from './item';
import { itemSpec, partAt } from './items';
import { readSource, type Documents } from './source-file';
import type { Spec } from './spec';

/** One pattern's template data, with what its place in the library is. */
export interface PatternData {
  /** The path of its file, or the id of an item. */
  readonly id: string;
  /** The source file, relative to the workspace. */
  readonly path: string;
  readonly name: string;
  /** Of an item: its key in the source file. */
  readonly key: string | undefined;
  /** Of an item: all data of the document that it is in; of a document, the list of all in its file. */
  readonly source: unknown;
  /** Where it stands: an item by its key. */
  readonly place: () => ReturnType<Spec['locate']> | { readonly file: string };
  readonly data: unknown;
  /** Of the data, or of what it was made from where {@link isPlain} is false. */
  readonly hash: string;
  /** Whether equal hashes mean equal data: it is no more than JSON can hold. */
  readonly isPlain: boolean;
  /** The files that `read` gave the prepare module for it. */
  readonly reads: readonly GivenFile[];
}

/** The default export of a prepare module. */
export type Prepare = (
  spec: unknown,
  about: { path: string; name: string; key?: string; read: Reader['read'] },
) => unknown;

/** What makes a spec into template data. */
export interface Preparation {
  readonly documents: Documents;
  readonly settings: Pick<Settings, 'workspaceRoot' | 'outputDir'>;
  /** sha256 by path: what the plan took the source files to be. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly items: Items;
  readonly checks: Checks;
  readonly prepare: Prepare | undefined;
  /** A key over what all patterns' data depends on. */
  readonly dataKey: string;
}

/**
 * Reads, prepares and checks one pattern.
 *
 * @param id the path of its file, or the id of an item
 */
export async function loadPattern(
  id: string,
  { documents, settings, inputHashes, items, checks, prepare, dataKey }: Preparation,
): Promise<PatternData | Diagnostic[]> {
  const { workspaceRoot } = settings;
  const item = items.get(id);
  const path = item?.source ?? id;
  const fileHash = inputHashes[path] ?? '';
  const source = item ? documents.read(path, fileHash) : readSource(workspaceRoot, path, fileHash);
  if (Array.isArray(source)) return source;
  if (!item && source.isSeveral) return [changedWhileReading(path)];
  const spec = item ? itemSpec(source, item) : source;
  const problems = checks.spec(spec);
  if (problems.length > 0) return problems.map((problem) => withPattern(problem, id));
  const name = item?.name ?? patternName(path);
  const loaded = (data: unknown, reads: readonly GivenFile[]): PatternData => {
    const ofData = item?.isPlain && !prepare ? item.hash : dataHash(data, !prepare);
    const hash = ofData ?? sha256OfParts([dataKey, id, item?.hash ?? fileHash]);
    const ofItem = { key: item?.key, source: item && partAt(source, item.root) };
    const place = (): ReturnType<PatternData['place']> => (item ? source.locate(item.pointer, 'key') : { file: path });
    return { id, path, name, ...ofItem, place, data, hash, isPlain: ofData !== undefined, reads };
  };
  if (!prepare) return loaded(spec.data, []);
  const reader = new Reader(settings, path);
  const key = item?.key;
  try {
    const data = await prepare(spec.data, { path, name, ...(key === undefined ? {} : { key }), read: reader.read });
    if (reader.problems.length > 0) return [...reader.problems];
    const pattern = loaded(data, reader.given);
    const wrong = checks.data({ path, data: pattern.data, locate: () => pattern.place() }, name);
    return wrong.length > 0 ? wrong : pattern;
  } catch (error) {
    // The run tells of it, with the place.
    if (error instanceof LateError) return [];
    if (reader.problems.length > 0) return [...reader.problems];
    return [withPattern(prepareFailure(error, spec, workspaceRoot), id)];
  }
}

/** Data that a module has made has no place in the file: then it is said which of its patterns it is. */
function withPattern(problem: Diagnostic, id: string): Diagnostic {
  const { file, line, hint } = problem;
  if (line !== undefined || file === undefined || file === id) return problem;
  const which = `the pattern is ${id}`;
  return { ...problem, hint: hint === undefined ? which : `${hint}\n${which}` };
}
