import { compiledOutputs } from '../compile/compiled-outputs';
import { compilersFor } from '../compile/compilers-for';
import { emitKey } from '../settings';
import { commandDependencies } from './command-inputs';
import {
  commonDataDependencies,
  commonTextDependencies,
  formatDependencies,
  isOption,
  sourceDependencies,
  templateDependencies,
  type Dependency,
} from './dependencies';
import { transformerPackage } from './input-names';
import { STALE, type GeneratedEntry, type Manifest } from './manifest';
import { commandName } from './program-identity';
import { givenReasons, readReasons } from './read-reasons';
import type { RunGraph } from './run-graph';

/** One file of the output folder, or one that will be there, and why a run would make it. */
export interface Explanation {
  /** Relative to the output folder; undefined where only rendering tells the name. */
  readonly path: string | undefined;
  readonly action: 'render' | 'compile' | 'prune' | 'fresh';
  /** The emit's template, or the source of a compiled file. */
  readonly from: string;
  /** Null for files of the whole library. */
  readonly pattern: string | null;
  /** In words; empty for fresh files. */
  readonly reasons: readonly string[];
}

/** Why each file is due: which members of its dependencies are others than the manifest has recorded. */
export function explainRun(graph: RunGraph): Explanation[] {
  const { settings, plan, manifest, inputs } = graph;
  const usable = settings.switches.incrementalCompilation ? manifest : undefined;
  const explanations: Explanation[] = [];
  const due = new Set<string>();
  const found = new Map(
    Object.entries(usable?.files ?? {}).map(([path, entry]) => [unitKey(entry.emit, entry.pattern), { path, entry }]),
  );

  const render = (emit: number, pattern: string | null): void => {
    const known = found.get(unitKey(emitKey(settings, settings.emits[emit]!), pattern));
    if (known) due.add(known.path);
    const reasons =
      known && usable ? fileReasons(graph, usable, emit, known) : newReasons(graph, usable, emit, pattern);
    explanations.push({
      path: known?.path,
      action: 'render',
      from: inputs.emitTemplates[emit] ?? '',
      pattern,
      reasons,
    });
  };
  for (const job of plan.jobs) {
    if (job.kind !== 'pattern') continue;
    const emits = [...job.emits, ...job.ifDataChanged].sort((a, b) => a - b);
    for (const emit of emits) render(emit, job.spec);
  }
  const library = [...plan.library.due, ...plan.library.ifDataChanged].sort((a, b) => a - b);
  for (const emit of library) render(emit, null);

  const compile = (source: string, compiler: number): void => {
    for (const path of compiledOutputs(settings, compiler, source)) {
      const pattern = usable?.files[source]?.pattern ?? null;
      const reasons = compileReasons(graph, path, compiler);
      explanations.push({ path, action: 'compile', from: source, pattern, reasons });
    }
  };
  for (const job of plan.jobs) {
    if (job.kind === 'compile') for (const compiler of job.compilers) compile(job.source, compiler);
  }
  for (const { source, compiler } of plan.commands.due) compile(source, compiler);
  for (const source of due) {
    const fresh = plan.conditional.get(source)?.compilers ?? [];
    for (const compiler of compilersFor(settings, source)) {
      for (const path of compiledOutputs(settings, compiler, source)) {
        const reasons = fresh.includes(compiler)
          ? ['only if its source changes when it is rendered']
          : ['its source is rendered'];
        const pattern = usable?.files[source]?.pattern ?? null;
        explanations.push({ path, action: 'compile', from: source, pattern, reasons });
      }
    }
  }
  for (const path of plan.orphans) {
    const entry = usable?.files[path];
    const isGone = entry?.pattern && !inputs.specs.includes(entry.pattern);
    const reasons = [isGone ? `${entry.pattern} is gone` : 'nothing makes it any more'];
    const from = entry?.template ?? usable?.compiled[path]?.source ?? '';
    explanations.push({ path, action: 'prune', from, pattern: entry?.pattern ?? null, reasons });
  }
  for (const [path, entry] of plan.freshFiles) {
    explanations.push({ path, action: 'fresh', from: entry.template, pattern: entry.pattern, reasons: [] });
  }
  for (const [path, entry] of [...plan.freshCompiled, ...plan.commands.fresh]) {
    const pattern = usable?.files[entry.source]?.pattern ?? null;
    explanations.push({ path, action: 'fresh', from: entry.source, pattern, reasons: [] });
  }
  return explanations;
}

function newReasons(
  { settings, reading }: RunGraph,
  manifest: Manifest | undefined,
  emit: number,
  pattern: string | null,
): string[] {
  if (!settings.switches.incrementalCompilation) return ['the switch incrementalCompilation is off'];
  if (reading.state === 'missing') return ['there is no manifest yet'];
  if (reading.state === 'lost') return [`the manifest is ${reading.reason}`];
  const same = Object.values(manifest?.files ?? {}).filter((entry) => entry.pattern === pattern);
  const isKnown = pattern === null || same.length > 0 || manifest?.patterns[pattern] !== undefined;
  if (!isKnown) return ['the pattern is new'];
  const keys = new Set(same.map((entry) => entry.emit));
  const chosen = settings.emits[emit]!;
  const options = {
    escape: !settings.escape,
    missingFields: settings.missingFields === 'error' ? 'empty' : 'error',
  } as const;
  for (const option of ['escape', 'missingFields'] as const) {
    const before = { ...settings, [option]: options[option] };
    if (keys.has(emitKey(before, { ...chosen }))) return [`the option "${option}" changed`];
  }
  if (keys.has(emitKey({ ...settings, ...options }, { ...chosen })))
    return ['the options "escape" and "missingFields" changed'];
  return [`the option "emit" has a new or changed entry, for ${chosen.template}`];
}

function fileReasons(
  graph: RunGraph,
  manifest: Manifest,
  emit: number,
  { path, entry }: { readonly path: string; readonly entry: GeneratedEntry },
): string[] {
  const { settings, inputs } = graph;
  const reasons = outputReasons(graph, path, entry);
  if (entry.fingerprint === STALE) reasons.push('the last run could not make it');
  const specs =
    entry.pattern === null ? [...new Set([...inputs.specs, ...Object.keys(manifest.patterns)])] : [entry.pattern];
  for (const spec of specs) {
    const [before, now] = inputs.items.has(spec)
      ? [manifest.patterns[spec]?.item, inputs.items.get(spec)?.hash]
      : [manifest.inputs[spec] ?? manifest.patterns[spec]?.item, inputs.hashes[spec]];
    if (before === now && manifest.patterns[spec]?.fingerprint !== STALE) continue;
    reasons.push(`${spec} ${before === undefined ? 'is new' : now === undefined ? 'is gone' : 'changed'}`);
    const source = inputs.items.get(spec)?.source ?? '';
    if (!inputs.sources.entries.has(source)) continue;
    reasons.push(...changedDependencies(inputs, manifest, sourceDependencies(inputs, source)));
    reasons.push(...givenReasons(graph, 'load', manifest.sources));
  }
  if (settings.prepare !== undefined) reasons.push(...givenReasons(graph, 'prepare', manifest.patterns));
  const dependencies = [
    ...templateDependencies(inputs, emit, entry.partials, entry.pattern),
    ...commonDataDependencies(settings, inputs),
    ...commonTextDependencies(settings, inputs, settings.emits[emit]!.each),
    ...formatDependencies(settings, inputs),
  ];
  reasons.push(...changedDependencies(inputs, manifest, dependencies), ...readReasons(graph));
  if (reasons.length > 0) return [...new Set(reasons)];
  return droppedInputs(inputs, manifest);
}

/** Files that were inputs of the target when the manifest was written. */
function droppedInputs({ hashes }: RunGraph['inputs'], { inputs, patterns }: Manifest): string[] {
  return Object.keys(inputs)
    .filter((path) => hashes[path] === undefined && patterns[path] === undefined)
    .map((path) => `${path} is no input any more`);
}

function compileReasons(graph: RunGraph, path: string, compiler: number): string[] {
  const { settings, manifest, inputs, facts, plan, lookInput } = graph;
  const entry = manifest?.compiled[path];
  if (!manifest || !entry) return ['it was not compiled before'];
  const reasons = outputReasons(graph, path, entry);
  const removed = new Set(plan.orphans.map((one) => `${settings.outputDir}/${one}`));
  for (const [read, hash] of Object.entries(entry.reads ?? {})) {
    if (removed.has(read)) reasons.push(`${read} goes`);
    else if (lookInput(read) !== hash) reasons.push(`${read} changed`);
  }
  const chosen = settings.compilers[compiler];
  if (chosen?.compiler === 'typescript') {
    const name = transformerPackage(chosen.transformer);
    reasons.push(...changedDependencies(inputs, manifest, [{ kind: 'tool', name, value: inputs.tools[name] ?? '' }]));
  } else if (chosen) {
    const program = `the program "${chosen.command[0] ?? ''}"`;
    const touched = facts.touchedPrograms.get(commandName(chosen.command));
    if (touched === 'changed')
      reasons.push(`${program}, or a package that the command loads, is another one than before`);
    if (touched === 'unknown') reasons.push(`whether ${program} is the one that made it is not known on this machine`);
    if (touched === 'reads') reasons.push(...readReasons(graph));
    reasons.push(...changedDependencies(inputs, manifest, commandDependencies(inputs, inputs.commandFiles, compiler)));
  }
  if (reasons.length > 0) return reasons;
  const others = chosen?.compiler === 'command' ? otherFiles(inputs, manifest, compiler) : [];
  return others.length > 0 ? others : ["the compiler's options changed"];
}

/** Unchanged files that came to those which a command may read unseen, or went from them. */
function otherFiles(inputs: RunGraph['inputs'], manifest: Manifest, compiler: number): string[] {
  const before = sourceFiles(Object.keys(manifest.patterns), manifest.sources);
  const now = sourceFiles(inputs.specs, Object.fromEntries(inputs.sources.entries));
  const came = (inputs.commandFiles[compiler] ?? []).filter((path) => before.has(path) && !now.has(path));
  const went = [...now].filter((path) => !before.has(path) && manifest.inputs[path] !== undefined);
  return [
    ...droppedInputs(inputs, manifest),
    ...came.map((path) => `${path} is no longer a pattern, and the command may read it`),
    ...went.map((path) => `${path} is now a pattern, which the command does not read`),
  ];
}

/** Of patterns, or of what a load module reads. */
function sourceFiles(patterns: readonly string[], loaded: Readonly<Record<string, unknown>> = {}): Set<string> {
  return new Set([...patterns.map((id) => id.replace(/#\/.*/s, '')), ...Object.keys(loaded)]);
}

function outputReasons({ look }: RunGraph, path: string, entry: { readonly sha256: string }): string[] {
  const file = look(path);
  if (!file) return ['it is missing'];
  return file.sha256 === entry.sha256 ? [] : ['it was changed on disk'];
}

/** In words, the members that are others than the manifest has recorded. */
function changedDependencies(
  { hashes }: Pick<RunGraph['inputs'], 'hashes'>,
  manifest: Manifest,
  dependencies: readonly Dependency[],
): string[] {
  return dependencies.flatMap((one) => {
    if (one.kind === 'tool') {
      const [before, none] = [manifest.tools[one.name] ?? '', isOption(one.name) ? 'not set' : 'not used'];
      return before === one.value ? [] : [`${one.name} is ${one.value || none}, was ${before || none}`];
    }
    // Inline partials, and what a block stands in for, are none of the files. A file that is gone is an input no more.
    if (one.kind === 'partial' && one.path === undefined) {
      const isGone = Object.keys(manifest.inputs).some(
        (path) => !Object.hasOwn(hashes, path) && isNamed(path, one.name),
      );
      return isGone ? [`the partial "${one.name}" is gone`] : [];
    }
    if (one.kind === 'source') {
      return manifest.sources?.[one.name]?.data === one.value ? [] : [`${one.name} changed`];
    }
    const path = one.kind === 'partial' ? (one.path ?? '') : one.name;
    return manifest.inputs[path] === one.value ? [] : [`${path} changed`];
  });
}

/** Whether a partial's file may have a name. */
function isNamed(path: string, partial: string): boolean {
  return `/${path}.`.includes(`/${partial}.`);
}

function unitKey(emit: string, pattern: string | null): string {
  return `${emit}\0${pattern ?? ''}`;
}
