import { compareText } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import type { LoadedSources } from '../sources/loaded-sources';
import type { SeenRead } from '../user-code/read-observer';
import type { GivenFile } from '../user-code/reader';

/** Manifest entries with the sha256 by path of files read through `read`. */
type NodesWithReads = Readonly<Record<string, { readonly reads?: Readonly<Record<string, string>> }>>;

interface Look {
  /** sha256 of a file of the workspace. */
  readonly hashInput: (path: string) => string | undefined;
}

/** Changed files among those that the entries read through `read`. */
export function changedReads(nodes: NodesWithReads, { hashInput }: Look): string[] {
  const reads = Object.values(nodes).flatMap((node) => Object.entries(node.reads ?? {}));
  return [...new Set(reads.flatMap(([path, hash]) => (hashInput(path) === hash ? [] : [path])))];
}

interface GivenReadFacts extends Look {
  readonly settings: Pick<Settings, 'prepare'>;
  readonly inputs: { readonly sources: LoadedSources };
  readonly facts: { readonly patternsBefore: NodesWithReads };
}

/** Existing files that source files and patterns of the graph read through `read`. */
export function knownReads({ settings, inputs, facts, hashInput }: GivenReadFacts): string[] {
  const patterns = settings.prepare === undefined ? [] : Object.values(facts.patternsBefore);
  const all = [...inputs.sources.entries.values(), ...patterns].flatMap(({ reads = {} }) => Object.keys(reads));
  return [...new Set(all)].filter((path) => hashInput(path) !== undefined);
}

/** Files returned by `read`, as observed reads. */
export function givenReads(files: readonly GivenFile[]): SeenRead[] {
  return files.map(({ path, by }) => ({ read: { kind: 'file', path }, direct: true, ...(by ? { by } : {}) }));
}

/** sha256 by path, sorted. */
export function readsByPath(files: readonly GivenFile[]): Record<string, string> {
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  return Object.fromEntries(sorted.map(({ path, sha256: hash }) => [path, hash]));
}
