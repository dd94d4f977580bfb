import { compareText } from '../../diagnostics/diagnostic';
import { allCompiledOutputs } from '../compile/compiled-outputs';
import { canonicalJson } from '../../state/hash';
import type { Copy } from '../sources/discover';
import { mayHaveDocuments } from '../sources/item';
import { emitKey, hasCommands, isSameOrInside, schemaFiles, type Each, type Settings } from '../settings';
import { groupKey, isOfGroup, type GroupUnit } from './groups';
import type { FreshInputs } from './index-file';
import {
  type CompiledEntry,
  type GeneratedEntry,
  type Manifest,
  type PatternEntry,
  type SkippedEntry,
  unitKey,
} from './manifest';
import { MANIFEST_VERSION } from './manifest-head';
import type { ManifestText, SectionName } from './manifest-text';
import { chooseTemplates, isProblems } from './choose-templates';
import type { Units } from './plan';
import type { Scan } from './scan';

/** The part of the graph that some changes affect. */
export interface AffectedPart {
  readonly units: Units;
  /** The manifest entries of this part. */
  readonly manifest: Manifest;
  readonly patternsBefore: Readonly<Record<string, PatternEntry>>;
  /** All specs if a library file is affected, else those of this part; sorted. */
  readonly specs: readonly string[];
  /** The current inputs. */
  readonly inputs: FreshInputs;
  /** Inputs that were changed, added or removed; relative to the workspace. */
  readonly touched: readonly string[];
}

/** For more files than this, parsing the whole manifest is faster than searching it. */
const MAX_FILES = 300;

/**
 * Finds the files that the changed leaves affect, by searching the manifest text for lines that name them. Undefined if
 * everything may be affected (a module, a schema, a read of user code) or the options select wrong files.
 */
export function findAffectedPart(settings: Settings, scan: Scan, text: ManifestText): AffectedPart | undefined {
  // The items of a changed file are known only after parsing or loading it.
  if (settings.items !== undefined || settings.load !== undefined || text.holds('patterns', '"item":"'))
    return undefined;
  const names = changedNames(settings, scan, text);
  if (!names || scan.isCodeTouched) return undefined;
  const { index } = scan;
  const reads = index.header.reads?.values ?? {};
  const { inputs, added, removed, partialNames } = names;
  const files = new Map<string, GeneratedEntry>();
  const add = (entries: Iterable<readonly [string, GeneratedEntry]>): void => {
    for (const [path, entry] of entries) files.set(path, entry);
  };
  const filesWith = (needle: string): [string, GeneratedEntry][] => text.entriesWith<GeneratedEntry>('files', needle);
  const addFile = (path: string): boolean => {
    const entry = text.entry<GeneratedEntry>('files', path);
    if (entry) files.set(path, entry);
    return entry !== undefined;
  };
  const patterns = new Set([...added, ...removed]);
  const everything = new Set([
    ...inputs.modules,
    ...inputs.packages.files,
    ...schemaFiles(settings),
    ...inputs.commandFiles.flat(),
    ...inputs.format.files,
    ...inputs.toolPackages.files,
  ]);
  const gone = new Set(scan.gone.map((at) => index.paths[at]!));
  const changed = [...scan.changed.map((at) => index.paths[at]!), ...gone];
  for (const path of changed) {
    if (everything.has(path) || Object.hasOwn(reads, `file ${path}`)) return undefined;
    // The module may cache what it read for one pattern and use it for all.
    if (settings.prepare !== undefined && text.holds('patterns', `${JSON.stringify(path)}:"`)) return undefined;
    if (isSameOrInside(path, settings.outputDir)) {
      const own = path.slice(settings.outputDir.length + 1);
      const compiled = text.entry<CompiledEntry>('compiled', own);
      if (!addFile(compiled?.source ?? own)) return undefined;
      continue;
    }
    const isPattern = text.entry('patterns', path) !== undefined;
    if (isPattern) patterns.add(path);
    const isTemplate = inputs.emitTemplates.includes(path);
    if (isTemplate) add(filesWith(`"template":${JSON.stringify(path)},`));
    const asPartial = inputs.partials.filter(([, file]) => file === path).map(([name]) => name);
    for (const name of asPartial) partialNames.add(name);
    const readers = sourcesReading(settings, text, path);
    for (const source of readers) addFile(source);
    const isCopied = inputs.copies.some(({ source }) => source === path);
    if (isCopied) add(filesWith(`"template":${JSON.stringify(path)},`));
    const isKnown = isPattern || isTemplate || isCopied || asPartial.length + readers.length > 0;
    // A removed input without a change of names, or an unknown kind of input: load the whole graph.
    if (!isKnown || (gone.has(path) && !removed.has(path) && readers.length === 0)) return undefined;
  }
  if ([...patterns].some((path) => !removed.has(path) && mayHaveDocuments(settings.workspaceRoot, path)))
    return undefined;
  for (const name of partialNames) {
    add(filesWith(JSON.stringify(name)).filter(([, { partials }]) => partials.includes(name)));
  }
  for (const path of patterns) add(filesWith(`"pattern":${JSON.stringify(path)},`));
  const isLibraryReached = patterns.size > 0;
  if (isLibraryReached) add(filesWith('"pattern":null,'));
  addDependentSources(settings, text, files);
  if (files.size > MAX_FILES || patterns.size > MAX_FILES) return undefined;

  const units = unitsOf(settings, inputs.copies, files, patterns, removed, isLibraryReached);
  if (!units) return undefined;
  const hasLibrary = units.groups.some(({ source }) => source === null);
  // In a partial graph, each source file is one pattern.
  const own = new Set([...units.patterns.keys(), ...units.groups.flatMap(({ source }) => source ?? [])]);
  const patternsBefore = hasLibrary
    ? text.all<PatternEntry>('patterns')
    : entriesOf<PatternEntry>(text, 'patterns', [...own, ...removed]);
  const specs = hasLibrary
    ? (names.specs ?? Object.keys(patternsBefore).sort(compareText))
    : [...own].sort(compareText);
  const touched = [...new Set([...changed, ...added, ...removed, ...names.touched])].filter(
    (path) => !isSameOrInside(path, settings.outputDir),
  );
  const manifest: Manifest = {
    version: MANIFEST_VERSION,
    tools: inputs.tools,
    inputs: entriesOf<string>(text, 'inputs', touched),
    patterns: entriesOf<PatternEntry>(text, 'patterns', [...units.patterns.keys(), ...removed]),
    files: Object.fromEntries(files),
    skipped: skippedOf(settings, text, units, removed),
    compiled: entriesOf<CompiledEntry>(
      text,
      'compiled',
      [...files.keys()].flatMap((source) => allCompiledOutputs(settings, source)),
    ),
  };
  return { units, manifest, patternsBefore, specs, inputs, touched };
}

interface ChangedNames {
  readonly inputs: FreshInputs;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** Partials that were added, removed or moved. */
  readonly partialNames: Set<string>;
  /** All specs; undefined if no names changed. */
  readonly specs: readonly string[] | undefined;
  /** Paths of templates and partials that were added or removed. */
  readonly touched: readonly string[];
}

/** Undefined if a full run has to report problems with the names, or if an emit resolves to another template. */
function changedNames(settings: Settings, { fresh, names }: Scan, text: ManifestText): ChangedNames | undefined {
  const { inputs } = fresh;
  const nothing = { added: new Set<string>(), removed: new Set<string>(), partialNames: new Set<string>() };
  if (!names) return { inputs, ...nothing, specs: undefined, touched: [] };
  const { found } = names;
  const emitTemplates = chooseTemplates(settings, found);
  // A file to copy was added or removed.
  if (canonicalJson(found.copies) !== canonicalJson(inputs.copies)) return undefined;
  if (isProblems(emitTemplates) || emitTemplates.join('\n') !== inputs.emitTemplates.join('\n')) return undefined;
  const before = new Set(Object.keys(text.all('patterns')));
  const now = new Set(found.specs);
  const old = new Map(inputs.partials);
  const partialNames = new Set<string>();
  for (const name of [...old.keys(), ...found.partials.keys()]) {
    if (old.get(name) !== found.partials.get(name)) partialNames.add(name);
  }
  const paths = [...partialNames].flatMap((name) => [old.get(name), found.partials.get(name)]);
  return {
    inputs: { ...inputs, partials: [...found.partials] },
    added: new Set(found.specs.filter((path) => !before.has(path))),
    removed: new Set([...before].filter((path) => !now.has(path))),
    partialNames,
    specs: found.specs,
    touched: paths.filter((path) => path !== undefined),
  };
}

/** Generated files whose compiler command read the given file. */
function sourcesReading(settings: Settings, text: ManifestText, path: string): string[] {
  if (!hasCommands(settings)) return [];
  return text.entriesWith<CompiledEntry>('compiled', `${JSON.stringify(path)}:"`).map(([, { source }]) => source);
}

/** Adds generated files whose compiler command read a file that may be made again. */
function addDependentSources(settings: Settings, text: ManifestText, files: Map<string, GeneratedEntry>): void {
  if (!hasCommands(settings)) return;
  // Iteration over a Map includes entries that are added meanwhile.
  for (const path of files.keys()) {
    for (const made of [path, ...allCompiledOutputs(settings, path)]) {
      for (const source of sourcesReading(settings, text, `${settings.outputDir}/${made}`)) {
        const entry = files.has(source) ? undefined : text.entry<GeneratedEntry>('files', source);
        if (entry) files.set(source, entry);
      }
    }
    if (files.size > MAX_FILES) return;
  }
}

function unitsOf(
  settings: Settings,
  allCopies: readonly Copy[],
  files: ReadonlyMap<string, GeneratedEntry>,
  patterns: ReadonlySet<string>,
  removed: ReadonlySet<string>,
  isLibraryReached: boolean,
): Units | undefined {
  const indexes = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  const ofEach = (kind: Each): number[] => settings.emits.flatMap(({ each }, emit) => (each === kind ? [emit] : []));
  const byPattern = new Map<string, Set<number>>();
  const copied = new Set<string>();
  const groups = new Map<string, GroupUnit>();
  const addGroup = (unit: GroupUnit): void => void groups.set(groupKey(unit), unit);
  if (isLibraryReached) for (const emit of ofEach('library')) addGroup({ emit, source: null });
  for (const path of patterns) {
    if (removed.has(path)) continue;
    byPattern.set(path, new Set(ofEach('pattern')));
    for (const emit of ofEach('source')) addGroup({ emit, source: path });
  }
  for (const { emit, pattern } of files.values()) {
    const index = indexes.get(emit);
    if (index === undefined) return undefined;
    if (settings.emits[index]?.copy) {
      copied.add(`${index} ${pattern}`);
      continue;
    }
    if (pattern !== null && removed.has(pattern)) continue;
    if (isOfGroup(settings, index)) addGroup({ emit: index, source: pattern });
    else if (pattern !== null) {
      const known = byPattern.get(pattern);
      if (known) known.add(index);
      else byPattern.set(pattern, new Set([index]));
    }
  }
  const ascending = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => a - b);
  return {
    patterns: new Map(
      [...byPattern].sort(([a], [b]) => compareText(a, b)).map(([path, emits]) => [path, ascending(emits)]),
    ),
    copies: allCopies.filter(({ emit, source }) => copied.has(`${emit} ${source}`)),
    groups: [...groups.values()].sort((a, b) => a.emit - b.emit || compareText(a.source ?? '', b.source ?? '')),
  };
}

/** Recorded skips of these units and of removed patterns. */
function skippedOf(
  settings: Settings,
  text: ManifestText,
  { patterns, groups }: Units,
  removed: ReadonlySet<string>,
): Manifest['skipped'] {
  const keys = settings.emits.flatMap((emit, index) => {
    if (emit.when === undefined) return [];
    const ofPatterns = [...patterns].flatMap(([pattern, own]) => (own.includes(index) ? [pattern] : []));
    const ofGroups = groups.flatMap((unit) => (unit.emit === index ? [unit.source] : []));
    const key = emitKey(settings, emit);
    return [...ofPatterns, ...ofGroups, ...removed].map((pattern) => unitKey(key, pattern));
  });
  return Object.fromEntries(
    keys.flatMap((key) => {
      const entry = text.entry<SkippedEntry>('skipped', key);
      return entry ? [[key, entry] as const] : [];
    }),
  );
}

/** Built without assignment, because a file may be called `__proto__`. */
function entriesOf<T>(text: ManifestText, section: SectionName, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const entry = text.entry<T>(section, key);
      return entry === undefined ? [] : [[key, entry] as const];
    }),
  );
}
