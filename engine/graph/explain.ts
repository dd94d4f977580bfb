import type { Prepared } from '../prepare-run';
import { emitKey } from '../settings';
import { compilersFor } from '../compile/compilers-for';
import { transformerPackage } from './input-names';
import type { GeneratedEntry, Manifest } from './manifest';
import { compiledOutputs } from './plan';

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

/** Why each file is due, from what the manifest says it was made of. Pure: looks at what is prepared. */
export function explainRun(prepared: Prepared): Explanation[] {
  const { settings, plan, manifest, inputs } = prepared;
  const usable = settings.switches.incrementalCompilation ? manifest : undefined;
  const explanations: Explanation[] = [];
  const due = new Set<string>();

  const render = (emitIndex: number, pattern: string | null): void => {
    const emit = settings.emits[emitIndex]!;
    const key = emitKey(settings, emit);
    const found = Object.entries(usable?.files ?? {}).find(
      ([, entry]) => entry.emit === key && entry.pattern === pattern,
    );
    if (found) due.add(found[0]);
    const reasons = usable && found ? fileReasons(prepared, usable, ...found) : newReasons(prepared, usable, pattern);
    explanations.push({
      path: found?.[0],
      action: 'render',
      from: inputs.emitTemplates[emitIndex] ?? '',
      pattern,
      reasons,
    });
  };
  for (const job of plan.jobs) {
    if (job.kind === 'pattern') for (const emit of job.emits) render(emit, job.spec);
  }
  for (const emit of plan.library) render(emit, null);

  const compile = (source: string, compiler: number): void => {
    for (const path of compiledOutputs(settings, compiler, source)) {
      const pattern = usable?.files[source]?.pattern ?? null;
      explanations.push({
        path,
        action: 'compile',
        from: source,
        pattern,
        reasons: compileReasons(prepared, path, compiler),
      });
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
        explanations.push({
          path,
          action: 'compile',
          from: source,
          pattern: usable?.files[source]?.pattern ?? null,
          reasons,
        });
      }
    }
  }
  for (const path of plan.orphans) {
    const entry = usable?.files[path];
    const reasons = [
      entry?.pattern && !inputs.specs.includes(entry.pattern)
        ? `${entry.pattern} is gone`
        : 'nothing makes it any more',
    ];
    const from = entry?.template ?? usable?.compiled[path]?.source ?? '';
    explanations.push({ path, action: 'prune', from, pattern: entry?.pattern ?? null, reasons });
  }
  for (const [path, entry] of plan.freshFiles) {
    explanations.push({ path, action: 'fresh', from: entry.template, pattern: entry.pattern, reasons: [] });
  }
  for (const [path, entry] of [...plan.freshCompiled, ...plan.commands.fresh]) {
    explanations.push({
      path,
      action: 'fresh',
      from: entry.source,
      pattern: usable?.files[entry.source]?.pattern ?? null,
      reasons: [],
    });
  }
  return explanations;
}

function newReasons({ settings, reading }: Prepared, manifest: Manifest | undefined, pattern: string | null): string[] {
  if (!settings.switches.incrementalCompilation) return ['the switch incrementalCompilation is off'];
  if (reading.state === 'missing') return ['there is no manifest yet'];
  if (reading.state === 'lost') return [`the manifest is ${reading.reason}`];
  const known = Object.values(manifest?.files ?? {}).some((entry) => entry.pattern === pattern);
  return [
    known
      ? 'its emit is new or has changed'
      : pattern === null
        ? 'its emit is new or has changed'
        : 'the pattern is new',
  ];
}

function fileReasons(prepared: Prepared, manifest: Manifest, path: string, entry: GeneratedEntry): string[] {
  const { inputs, settings } = prepared;
  const changed = (input: string): boolean => manifest.inputs[input] !== inputs.hashes[input];
  const reasons: string[] = outputReasons(prepared, path, entry);
  const specs = entry.pattern === null ? [...new Set([...inputs.specs, ...specsBefore(manifest)])] : [entry.pattern];
  for (const spec of specs) {
    if (!changed(spec)) continue;
    const what =
      manifest.inputs[spec] === undefined ? 'is new' : inputs.hashes[spec] === undefined ? 'is gone' : 'changed';
    reasons.push(`${spec} ${what}`);
  }
  if (changed(entry.template)) reasons.push(`${entry.template} changed`);
  for (const name of entry.partials) {
    const partial = inputs.partials.get(name);
    if (partial === undefined) reasons.push(`the partial "${name}" is gone`);
    else if (changed(partial)) reasons.push(`${partial} changed`);
  }
  for (const path of [...inputs.modules, ...(settings.schema === undefined ? [] : [settings.schema])]) {
    if (changed(path)) reasons.push(`${path} changed`);
  }
  reasons.push(...toolReasons(manifest, inputs.tools));
  return reasons.length > 0 ? reasons : ['the modules or files it is made from are others than before'];
}

function compileReasons(prepared: Prepared, path: string, compiler: number): string[] {
  const { settings, manifest, inputs, lookInput } = prepared;
  const entry = manifest?.compiled[path];
  if (!entry) return ['it was not compiled before'];
  const reasons = outputReasons(prepared, path, entry);
  for (const [read, hash] of Object.entries(entry.reads ?? {})) {
    if (lookInput(read) !== hash) reasons.push(`${read} changed`);
  }
  const chosen = settings.compilers[compiler];
  if (chosen?.compiler === 'typescript') {
    const tool = transformerPackage(chosen.transformer);
    reasons.push(...toolReasons(manifest, { [tool]: inputs.tools[tool] ?? '' }));
  }
  return reasons.length > 0 ? reasons : ["the compiler's options changed"];
}

function outputReasons({ look }: Prepared, path: string, entry: { readonly sha256: string }): string[] {
  const file = look(path);
  if (!file) return ['it is missing'];
  return file.sha256 === entry.sha256 ? [] : ['it was changed on disk'];
}

function toolReasons(manifest: Manifest, tools: Readonly<Record<string, string>>): string[] {
  return Object.entries(tools).flatMap(([tool, version]) =>
    manifest.tools[tool] === version ? [] : [`${tool} is ${version}, was ${manifest.tools[tool] ?? 'not used'}`],
  );
}

function specsBefore(manifest: Manifest): string[] {
  return Object.values(manifest.files).flatMap(({ pattern }) => (pattern === null ? [] : [pattern]));
}
