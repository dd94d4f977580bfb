import type { CompiledEntry, GeneratedEntry, Manifest } from '../graph/manifest';
import { MANIFEST_VERSION } from '../graph/manifest';
import { compiledFingerprint, compiledOutputs, fileFingerprint } from '../graph/plan';
import type { Prepared } from '../prepare-run';
import type { CompiledFile, RenderedFile } from '../render/job';
import type { RenderOutcome } from '../render/render-all';
import { emitKey } from '../settings';

/** What the manifest will say, before command compilers have run. */
export interface Entries {
  readonly files: Map<string, GeneratedEntry>;
  readonly compiled: Map<string, CompiledEntry>;
}

/** What is known before anything is rendered: the settings, the inputs, the plan, and what there was. */
type Known = Pick<Prepared, 'settings' | 'inputs' | 'plan' | 'manifest'>;

/** Puts together what stays, what was rendered, and what of the old stands in for what failed. */
export function entriesOf(prepared: Known, outcome: RenderOutcome): Entries {
  const { plan, manifest } = prepared;
  const files = new Map<string, GeneratedEntry>(plan.freshFiles);
  const compiled = new Map<string, CompiledEntry>(plan.freshCompiled);
  for (const file of outcome.rendered) {
    files.set(file.path, generatedEntry(prepared, file));
    keepCompiled(prepared, file, compiled);
  }
  let last: { readonly compiler: number; readonly entry: CompiledEntry } | undefined;
  for (const file of outcome.compiled) {
    const source = files.get(file.source);
    if (!source) continue;
    // A compilation makes several files, one after another, and all have its fingerprint.
    const isSame = last?.compiler === file.compiler && last.entry.source === file.source;
    const entry: CompiledEntry =
      last && isSame ? { ...last.entry, sha256: file.sha256, size: file.size } : compiledEntry(prepared, file, source);
    compiled.set(file.path, entry);
    last = { compiler: file.compiler, entry };
  }
  if (outcome.failures.length > 0 && manifest) keepForFailed(prepared, outcome, manifest, { files, compiled });
  return { files, compiled };
}

export function manifestOf({ inputs }: Prepared, { files, compiled }: Entries): Manifest {
  return {
    version: MANIFEST_VERSION,
    tools: inputs.tools,
    inputs: inputs.hashes,
    files: Object.fromEntries(files),
    compiled: Object.fromEntries(compiled),
  };
}

export function compiledEntry(
  { settings, inputs }: Pick<Prepared, 'settings' | 'inputs'>,
  { compiler, source, sha256, size }: CompiledFile,
  { sha256: sourceHash }: GeneratedEntry,
): CompiledEntry {
  return { source, fingerprint: compiledFingerprint(settings, inputs, compiler, source, sourceHash), sha256, size };
}

function generatedEntry({ settings, inputs }: Known, file: RenderedFile): GeneratedEntry {
  return {
    emit: emitKey(settings, settings.emits[file.emit]!),
    pattern: file.pattern,
    template: inputs.emitTemplates[file.emit] ?? '',
    partials: file.partials,
    fingerprint: fileFingerprint(settings, inputs, file.emit, file.pattern, file.partials),
    sha256: file.sha256,
    size: file.size,
  };
}

/** A file rendered to the bytes that it had keeps what was compiled from it. */
function keepCompiled(
  { settings, plan, manifest }: Known,
  { path, sha256 }: RenderedFile,
  compiled: Map<string, CompiledEntry>,
): void {
  const before = plan.conditional.get(path);
  if (before?.sha256 !== sha256) return;
  for (const compiler of before.compilers) {
    for (const output of compiledOutputs(settings, compiler, path)) {
      const entry = manifest?.compiled[output];
      if (entry) compiled.set(output, entry);
    }
  }
}

/** Says of files that are still what they were, because the file system refused, what the last manifest said. */
export function keepAsBefore({ manifest }: Prepared, { files, compiled }: Entries, paths: readonly string[]): void {
  const back = <T>(entries: Map<string, T>, path: string, before: T | undefined): void => {
    if (before === undefined) entries.delete(path);
    else entries.set(path, before);
  };
  for (const path of paths) {
    back(files, path, manifest?.files[path]);
    back(compiled, path, manifest?.compiled[path]);
  }
}

/** The last good files of a pattern that failed stay, recorded as what they are: due in the next run. */
function keepForFailed({ settings, inputs }: Known, outcome: RenderOutcome, manifest: Manifest, to: Entries): void {
  const unit = (emit: string, pattern: string | null): string => `${emit} ${pattern ?? ''}`;
  const emits = settings.emits.map((emit) => emitKey(settings, emit));
  const done = new Set(outcome.rendered.map(({ emit, pattern }) => unit(emits[emit] ?? '', pattern)));
  const specs = new Set(inputs.specs);
  for (const [path, entry] of Object.entries(manifest.files)) {
    const wanted = emits.includes(entry.emit) && (entry.pattern === null || specs.has(entry.pattern));
    if (!wanted || to.files.has(path) || done.has(unit(entry.emit, entry.pattern))) continue;
    to.files.set(path, entry);
    for (const [output, one] of Object.entries(manifest.compiled)) {
      if (one.source === path && !to.compiled.has(output)) to.compiled.set(output, one);
    }
  }
}
