import { emitKey, type Each } from '../settings';
import { sourceOf } from '../sources/item';
import { commandDependencies } from './command-inputs';
import {
  commonDataDependencies,
  commonTextDependencies,
  copyDependencies,
  formatDependencies,
  isOption,
  sourceDependencies,
  templateDependencies,
  usedDependencies,
  type Dependency,
} from './dependencies';
import { isOfSource, membersOf } from './groups';
import { transformerPackage } from '../compile/transformer-package';
import { STALE, parseUnitKey, type Manifest } from './manifest';
import { commandName } from './program-identity';
import { givenReasons, readReasons } from './read-reasons';
import type { RunGraph } from './run-graph';

const NEW_REASONS: Readonly<Record<Each, string>> = {
  pattern: 'the pattern is new',
  source: 'the source file is new',
  library: 'it is new',
  file: 'the file is new',
};

/** A recorded file, or a recorded skip (without path). */
export interface RecordedUnit {
  readonly path: string | undefined;
  readonly pattern: string | null;
  readonly partials: readonly string[];
  readonly fingerprint: string;
  readonly sha256?: string;
}

export function newReasons(
  { settings, reading }: RunGraph,
  manifest: Manifest | undefined,
  emit: number,
  pattern: string | null,
): string[] {
  if (!settings.switches.incrementalCompilation) return ['the switch incrementalCompilation is off'];
  if (reading.state === 'missing') return ['there is no manifest yet'];
  if (reading.state === 'lost') return [`the manifest is ${reading.reason}`];
  const skipped = Object.keys(manifest?.skipped ?? {}).map(parseUnitKey);
  const same = [...Object.values(manifest?.files ?? {}), ...skipped].filter((entry) => entry.pattern === pattern);
  const chosen = settings.emits[emit]!;
  const isKnown = pattern === null || same.length > 0 || specsBefore(manifest, chosen.each, pattern).length > 0;
  if (!isKnown) return [NEW_REASONS[chosen.each]];
  const keys = new Set(same.map((entry) => entry.emit));
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

export function fileReasons(graph: RunGraph, manifest: Manifest, emit: number, entry: RecordedUnit): string[] {
  const { settings, inputs } = graph;
  const { path, sha256 } = entry;
  const reasons = path === undefined || sha256 === undefined ? [] : outputReasons(graph, path, { sha256 });
  if (entry.fingerprint === STALE) reasons.push('the last run could not make it');
  const { each } = settings.emits[emit]!;
  if (each === 'file')
    return [...reasons, ...changedDependencies(inputs, manifest, copyDependencies(inputs, entry.pattern))];
  const members = new Set(each === 'pattern' ? [entry.pattern ?? ''] : membersOf(inputs)(entry.pattern));
  for (const spec of new Set([...members, ...specsBefore(manifest, each, entry.pattern)])) {
    const [before, now] = inputs.items.has(spec)
      ? [manifest.patterns[spec]?.item, inputs.items.get(spec)?.hash]
      : [manifest.inputs[spec] ?? manifest.patterns[spec]?.item, inputs.hashes[spec]];
    const [was, is] = [manifest.patterns[spec] !== undefined, members.has(spec)];
    if (was && is && before === now && manifest.patterns[spec]?.fingerprint !== STALE) continue;
    reasons.push(`${spec} ${memberChange(before, now, was, is)}`);
    const source = inputs.items.get(spec)?.source ?? '';
    if (!inputs.sources.entries.has(source)) continue;
    reasons.push(...changedDependencies(inputs, manifest, sourceDependencies(inputs, source)));
    reasons.push(...givenReasons(graph, 'load', manifest.sources));
  }
  if (settings.prepare !== undefined) reasons.push(...givenReasons(graph, 'prepare', manifest.patterns));
  const dependencies = [
    ...(path === undefined
      ? usedDependencies(inputs, entry.partials, entry.pattern)
      : [
          ...templateDependencies(inputs, emit, entry.partials, entry.pattern),
          ...formatDependencies(settings, inputs),
        ]),
    ...commonDataDependencies(settings, inputs),
    ...commonTextDependencies(settings, inputs, each),
  ];
  reasons.push(...changedDependencies(inputs, manifest, dependencies), ...readReasons(graph));
  if (reasons.length > 0) return [...new Set(reasons)];
  return droppedInputs(inputs, manifest);
}

/**
 * Describes the change of a pattern, from its hashes (undefined if there is no file) and whether it was and is a
 * pattern of the file.
 */
function memberChange(before: string | undefined, now: string | undefined, was: boolean, is: boolean): string {
  if (before === undefined) return 'is new';
  if (now === undefined) return 'is gone';
  if (was === is) return 'changed';
  return is ? 'is a pattern now' : 'is not a pattern any more';
}

/** The recorded patterns of a file: its own, those of its source file, or all. */
function specsBefore(manifest: Manifest | undefined, each: Each, pattern: string | null): string[] {
  if (pattern !== null && each === 'pattern') return manifest?.patterns[pattern] === undefined ? [] : [pattern];
  const all = Object.keys(manifest?.patterns ?? {});
  return pattern === null ? all : all.filter((spec) => isOfSource(spec, pattern));
}

/** Reasons for recorded inputs that are no inputs any more. */
function droppedInputs({ hashes }: RunGraph['inputs'], { inputs, patterns }: Manifest): string[] {
  return Object.keys(inputs)
    .filter((path) => hashes[path] === undefined && patterns[path] === undefined)
    .map((path) => `${path} is not an input any more`);
}

export function compileReasons(graph: RunGraph, path: string, compiler: number): string[] {
  const { settings, manifest, inputs, facts, plan, hashInput } = graph;
  const entry = manifest?.compiled[path];
  if (!manifest || !entry) return ['it was not compiled before'];
  const reasons = outputReasons(graph, path, entry);
  const removed = new Set(plan.orphans.map((one) => `${settings.outputDir}/${one}`));
  for (const [read, hash] of Object.entries(entry.reads ?? {})) {
    if (removed.has(read)) reasons.push(`${read} goes`);
    else if (hashInput(read) !== hash) reasons.push(`${read} changed`);
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
  const others = chosen?.compiler === 'command' ? unnamedFileReasons(inputs, manifest, compiler) : [];
  return others.length > 0 ? others : ["the compiler's options changed"];
}

/**
 * Reasons for changes in the set of files that a command may read unobserved, although none of these files changed:
 * files that options started or stopped naming.
 */
function unnamedFileReasons(inputs: RunGraph['inputs'], manifest: Manifest, compiler: number): string[] {
  const entries = Object.values(manifest.files);
  const copiedBefore = entries.flatMap(({ template, pattern }) => (template === pattern ? [template] : []));
  const before = new Set([
    // Only the id of a removed pattern is known.
    ...Object.keys(manifest.patterns).map((id) => id.replace(/#\/.*/s, '')),
    ...Object.keys(manifest.sources ?? {}),
    ...copiedBefore,
  ]);
  const now = new Set([
    ...inputs.specs.map((spec) => sourceOf(inputs.items, spec)),
    ...inputs.sources.entries.keys(),
    ...inputs.copies.map(({ source }) => source),
  ]);
  const came = (inputs.commandFiles[compiler] ?? []).filter((path) => before.has(path) && !now.has(path));
  const went = [...now].filter((path) => !before.has(path) && manifest.inputs[path] !== undefined);
  const options = [...new Set([...Object.keys(manifest.tools), ...Object.keys(inputs.tools)])].filter(isOption);
  return [
    ...droppedInputs(inputs, manifest),
    ...came.map((path) => `${path} is not named by an option any more, so the command may read it`),
    ...went.map((path) => `${path} is now named by an option, so it does not count for the command`),
    ...changedDependencies(
      inputs,
      manifest,
      options.map((name) => ({ kind: 'tool', name, value: inputs.tools[name] ?? '' })),
    ),
  ];
}

function outputReasons({ hashOutput }: RunGraph, path: string, entry: { readonly sha256: string }): string[] {
  const file = hashOutput(path);
  if (!file) return ['it is missing'];
  return file.sha256 === entry.sha256 ? [] : ['it was changed on disk'];
}

/** Describes the dependencies that differ from the manifest. */
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
    // Inline partials and fallback blocks have no file. A removed file is not an input any more.
    if (one.kind === 'partial' && one.path === undefined) {
      const isGone = Object.keys(manifest.inputs).some(
        (path) => !Object.hasOwn(hashes, path) && mayHaveName(path, one.name),
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

/** True if a file may be the partial with this name. */
function mayHaveName(path: string, partial: string): boolean {
  return `/${path}.`.includes(`/${partial}.`);
}
