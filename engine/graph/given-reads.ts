import { compareText } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import type { LoadedSources } from '../sources/loaded-sources';
import type { SeenRead } from '../user-code/observe';
import type { GivenFile } from '../user-code/reader';

/** Nodes of the manifest, each with sha256 by path of the files that `read` gave for it. */
type Readers = Readonly<Record<string, { readonly reads?: Readonly<Record<string, string>> }>>;

interface Look {
  /** sha256 of a file of the workspace. */
  readonly lookInput: (path: string) => string | undefined;
}

/** The files that `read` gave for some of the nodes, and that are others now. */
export function changedReads(nodes: Readers, { lookInput }: Look): string[] {
  const reads = Object.values(nodes).flatMap((node) => Object.entries(node.reads ?? {}));
  return [...new Set(reads.flatMap(([path, hash]) => (lookInput(path) === hash ? [] : [path])))];
}

/** The parts of a graph that tell of such files. */
interface Known extends Look {
  readonly settings: Pick<Settings, 'prepare'>;
  readonly inputs: { readonly sources: LoadedSources };
  readonly facts: { readonly patternsBefore: Readers };
}

/** The files that `read` gave for what the graph has of sources and patterns, as far as they are there. */
export function knownReads({ settings, inputs, facts, lookInput }: Known): string[] {
  const patterns = settings.prepare === undefined ? [] : Object.values(facts.patternsBefore);
  const all = [...inputs.sources.entries.values(), ...patterns].flatMap(({ reads = {} }) => Object.keys(reads));
  return [...new Set(all)].filter((path) => lookInput(path) !== undefined);
}

/** Files that user code was given by `read`, as what it was seen to read. */
export function givenReads(files: readonly GivenFile[]): SeenRead[] {
  return files.map(({ path, by }) => ({ read: { kind: 'file', path }, direct: true, ...(by ? { by } : {}) }));
}

/** sha256 by path, sorted. */
export function readsByPath(files: readonly GivenFile[]): Record<string, string> {
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  return Object.fromEntries(sorted.map(({ path, sha256: hash }) => [path, hash]));
}
