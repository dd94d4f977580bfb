import { compareText } from '../../diagnostics/diagnostic';
import { sha256OfParts } from '../../state/hash';
import { typescriptOutputs } from '../compile/transform';
import type { Job, PatternJob } from '../render/job';
import { compilerKey, emitKey, type Settings } from '../settings';
import { compilersFor } from '../compile/compilers-for';
import type { HashedFile } from './file-index';
import { transformerPackage } from './input-names';
import type { Inputs } from './inputs';
import type { CompiledEntry, GeneratedEntry, Manifest } from './manifest';

/** Looks at a file of the output folder (path relative to it); undefined where there is none. */
export type OutputLook = (path: string) => HashedFile | undefined;

/** What a run has to do. Everything else is fresh. */
export interface Plan {
  /** In order of the specs; then generated files to compile only. */
  readonly jobs: readonly Job[];
  /** Indexes of the library emits to render. */
  readonly library: readonly number[];
  /** Entries that stand as they are. */
  readonly freshFiles: ReadonlyMap<string, GeneratedEntry>;
  readonly freshCompiled: ReadonlyMap<string, CompiledEntry>;
  /** Compiled files of sources that will be rendered: fresh if the source keeps its bytes. */
  readonly conditional: ReadonlyMap<string, { readonly sha256: string; readonly compilers: readonly number[] }>;
  /** What command compilers have to do as far as can be told before rendering. */
  readonly commands: CommandPlan;
  /** Files of the manifest that no emit accounts for any more, as far as can be told without rendering. */
  readonly orphans: readonly string[];
}

/** The part of a plan for command compilers, which read more files than the plan knows before it runs. */
export interface CommandPlan {
  readonly due: readonly { readonly source: string; readonly compiler: number }[];
  readonly fresh: ReadonlyMap<string, CompiledEntry>;
}

/**
 * Compares what is there with what the manifest says, without touching the disk.
 *
 * @param manifest undefined makes everything due: none was found, or the switch is off
 */
export function makePlan(
  settings: Settings,
  inputs: Inputs,
  manifest: Manifest | undefined,
  look: OutputLook,
  lookInput: (path: string) => string | undefined,
): Plan {
  const recorded = groupByUnit(manifest);
  const freshFiles = new Map<string, GeneratedEntry>();
  const freshCompiled = new Map<string, CompiledEntry>();
  const conditional = new Map<string, { sha256: string; compilers: number[] }>();
  const compileJobs: Job[] = [];
  const accounted = new Set<string>();
  const compiledBySource = groupBySource(manifest);

  const visit = (emitIndex: number, pattern: string | null): boolean => {
    const unit = unitKey(emitKey(settings, settings.emits[emitIndex]!), pattern);
    const found = recorded.get(unit);
    if (!found) return false;
    const [path, entry] = found;
    accounted.add(path);
    const isFresh =
      fileFingerprint(settings, inputs, emitIndex, pattern, entry.partials) === entry.fingerprint &&
      intact(entry, look(path));
    const freshHere: number[] = [];
    for (const compiler of compilersFor(settings, path)) {
      const made = (compiledBySource.get(path) ?? []).filter(([output]) =>
        compiledOutputs(settings, compiler, path).includes(output),
      );
      for (const [output] of made) accounted.add(output);
      if (settings.compilers[compiler]?.compiler === 'command') continue;
      const expected = compiledFingerprint(settings, inputs, compiler, path, entry.sha256);
      const isCompiled =
        made.length === compiledOutputs(settings, compiler, path).length &&
        made.every(([output, one]) => one.fingerprint === expected && intact(one, look(output)));
      if (isCompiled) freshHere.push(compiler);
      if (isCompiled && isFresh) for (const [output, one] of made) freshCompiled.set(output, one);
      if (!isCompiled && isFresh) compileJobs.push({ kind: 'compile', source: path, compilers: [compiler] });
    }
    if (isFresh) freshFiles.set(path, entry);
    else conditional.set(path, { sha256: entry.sha256, compilers: freshHere });
    return isFresh;
  };

  const patternEmits = settings.emits.flatMap((emit, index) => (emit.each === 'pattern' ? [index] : []));
  const jobs: PatternJob[] = [];
  for (const spec of inputs.specs) {
    const emits = patternEmits.filter((index) => !visit(index, spec));
    if (emits.length > 0) jobs.push({ kind: 'pattern', spec, emits });
  }
  const library = settings.emits.flatMap((emit, index) =>
    emit.each === 'library' && !visit(index, null) ? [index] : [],
  );
  const all = [...Object.keys(manifest?.files ?? {}), ...Object.keys(manifest?.compiled ?? {})];
  return {
    jobs: [...jobs, ...compileJobs],
    library,
    freshFiles,
    freshCompiled,
    conditional,
    commands: planCommands(settings, inputs, manifest, freshFiles, look, lookInput),
    orphans: all.filter((path) => !accounted.has(path)),
  };
}

/**
 * What command compilers have to do, once the generated files are what they will be: their compiled files
 * depend on headers that rendering may just have changed.
 */
export function planCommands(
  settings: Settings,
  inputs: Inputs,
  manifest: Manifest | undefined,
  files: ReadonlyMap<string, GeneratedEntry>,
  look: OutputLook,
  lookInput: (path: string) => string | undefined,
): CommandPlan {
  const due: { source: string; compiler: number }[] = [];
  const fresh = new Map<string, CompiledEntry>();
  if (settings.compilers.every(({ compiler }) => compiler !== 'command')) return { due, fresh };
  for (const source of [...files.keys()].sort(compareText)) {
    for (const compiler of compilersFor(settings, source)) {
      if (settings.compilers[compiler]?.compiler !== 'command') continue;
      const output = compiledOutputs(settings, compiler, source)[0]!;
      const entry = manifest?.compiled[output];
      const isFresh =
        entry?.fingerprint === compiledFingerprint(settings, inputs, compiler, source, files.get(source)!.sha256) &&
        intact(entry, look(output)) &&
        Object.entries(entry.reads ?? {}).every(([read, hash]) => lookInput(read) === hash);
      if (isFresh) fresh.set(output, entry);
      else due.push({ source, compiler });
    }
  }
  return { due, fresh };
}

/** sha256 over all that a generated file is made from; with it, equal fingerprints mean equal bytes. */
export function fileFingerprint(
  settings: Settings,
  inputs: Inputs,
  emitIndex: number,
  pattern: string | null,
  partials: readonly string[],
): string {
  const template = inputs.emitTemplates[emitIndex] ?? '';
  const specs = pattern === null ? inputs.specs : [pattern];
  return sha256OfParts([
    emitKey(settings, settings.emits[emitIndex]!),
    inputs.commonKey,
    ...specs.flatMap((path) => [path, inputs.hashes[path] ?? '']),
    '',
    template,
    inputs.hashes[template] ?? '',
    ...partials.flatMap((name) => [name, inputs.hashes[inputs.partials.get(name) ?? ''] ?? 'missing']),
  ]);
}

/** sha256 over all that a compiled file is made from, but for what the compiler itself read. */
export function compiledFingerprint(
  settings: Settings,
  inputs: Inputs,
  compiler: number,
  source: string,
  sourceHash: string,
): string {
  const chosen = settings.compilers[compiler]!;
  const tool =
    chosen.compiler === 'typescript'
      ? (inputs.tools[transformerPackage(chosen.transformer)] ?? '')
      : settings.outputDir;
  return sha256OfParts([compilerKey(chosen), inputs.tools['nx-workflow'] ?? '', tool, source, sourceHash]);
}

/** The files that a compiler makes of a source; all relative to the output folder. */
export function compiledOutputs(settings: Settings, compiler: number, source: string): string[] {
  const chosen = settings.compilers[compiler]!;
  if (chosen.compiler === 'typescript') return typescriptOutputs(source);
  return [source.replace(/(?<=[^/])\.[^./]*$/, '') + chosen.extension];
}

function groupByUnit(manifest: Manifest | undefined): Map<string, [string, GeneratedEntry]> {
  const groups = new Map<string, [string, GeneratedEntry]>();
  for (const [path, entry] of Object.entries(manifest?.files ?? {})) {
    groups.set(unitKey(entry.emit, entry.pattern), [path, entry]);
  }
  return groups;
}

function groupBySource(manifest: Manifest | undefined): Map<string, [string, CompiledEntry][]> {
  const groups = new Map<string, [string, CompiledEntry][]>();
  for (const [path, entry] of Object.entries(manifest?.compiled ?? {})) {
    const group = groups.get(entry.source);
    if (group) group.push([path, entry]);
    else groups.set(entry.source, [[path, entry]]);
  }
  return groups;
}

function unitKey(emit: string, pattern: string | null): string {
  return `${emit}\0${pattern ?? ''}`;
}

function intact(entry: { readonly sha256: string; readonly size: number }, file: HashedFile | undefined): boolean {
  return file?.sha256 === entry.sha256 && file.size === entry.size;
}
