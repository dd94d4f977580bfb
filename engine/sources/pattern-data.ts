import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256OfParts } from '../../state/hash';
import { dataHash, hashOfExactJson } from './data-hash';
import { changedWhileReading, prepareFailure } from '../render/failures';
import type { Checks } from './checks';
import type { Settings } from '../settings';
import { LateError } from '../user-code/late-errors';
import { Reader, type GivenFile } from '../user-code/reader';
import { patternName, type Item, type Items } from './item';
import { itemSpec, partAt } from './items';
import type { Documents } from './source-file';
import type { Spec } from './spec';

/** The template data of a pattern, with its identity. */
export interface PatternData {
  /** Path of its file, or id of an item. */
  readonly id: string;
  /** The source file, relative to the workspace. */
  readonly path: string;
  readonly name: string;
  /** For an item: its key in the source file. */
  readonly key: string | undefined;
  /** For an item: the data of its whole document; for a document, the list of all documents in its file. */
  readonly source: unknown;
  /** Its place; for an item, that of its key. */
  readonly place: () => ReturnType<Spec['locate']> | { readonly file: string };
  readonly data: unknown;
  /** Hash of the data, or of its source if {@link isPlain} is false. */
  readonly hash: string;
  /** True if equal hashes mean equal data: JSON can represent it. */
  readonly isPlain: boolean;
  /** Files that the prepare module read for it through `read`. */
  readonly reads: readonly GivenFile[];
}

/** The default export of a prepare module. */
export type Prepare = (
  spec: unknown,
  about: { path: string; name: string; key?: string; read: Reader['read'] },
) => unknown;

/** Everything needed to turn a spec into template data. */
export interface PatternContext {
  readonly documents: Documents;
  readonly settings: Pick<Settings, 'workspaceRoot' | 'outputDir'>;
  /** Hashes of the source files according to the plan, by path. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly items: Items;
  readonly checks: Checks;
  readonly prepare: Prepare | undefined;
  /** Key over the shared dependencies of all patterns' data. */
  readonly dataKey: string;
}

/**
 * Loads, prepares and validates one pattern.
 *
 * @param id path of its file, or id of an item
 */
export async function loadPattern(
  id: string,
  { documents, settings, inputHashes, items, checks, prepare, dataKey }: PatternContext,
): Promise<PatternData | Diagnostic[]> {
  const { workspaceRoot } = settings;
  const item = items.get(id);
  const path = item?.source ?? id;
  const fileHash = inputHashes[path] ?? '';
  const source = item ? documents.read(path, fileHash) : documents.readPrivate(path, fileHash);
  if (Array.isArray(source)) return source;
  if (!item && source.isMultiDocument) return [changedWhileReading(path)];
  const spec = item ? itemSpec(source, item) : source;
  const problems = checks.spec(spec);
  if (problems.length > 0) return problems.map((problem) => withPatternHint(problem, id));
  const name = item?.name ?? patternName(path);
  const loaded = (data: unknown, reads: readonly GivenFile[]): PatternData => {
    const ofData = prepare ? dataHash(data, false) : hashOfSpec(spec, item);
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
    // The run reports it, with its place.
    if (error instanceof LateError) return [];
    if (reader.problems.length > 0) return [...reader.problems];
    return [withPatternHint(prepareFailure(error, spec, workspaceRoot), id)];
  }
}

function hashOfSpec({ data, shape }: Spec, item: Item | undefined): string | undefined {
  if (item?.isPlain) return item.hash;
  return shape?.isExact ? hashOfExactJson(data) : dataHash(data, true);
}

/** Adds the pattern's id to the hint of a problem without a line: data from a module has no place in the file. */
function withPatternHint(problem: Diagnostic, id: string): Diagnostic {
  const { file, line, hint } = problem;
  if (line !== undefined || file === undefined || file === id) return problem;
  const which = `the pattern is ${id}`;
  return { ...problem, hint: hint === undefined ? which : `${hint}\n${which}` };
}
