import { compiledOutputs } from '../compile/compiled-outputs';
import { compilersFor } from '../compile/compilers-for';
import { emitKey } from '../settings';
import { compileReasons, fileReasons, newReasons, type RecordedUnit } from './explain-reasons';
import { membersOf } from './groups';
import { templateOf } from './inputs';
import { unitKey, parseUnitKey } from './manifest';
import type { RunGraph } from './run-graph';

/** A file of the output folder, existing or to be made, and why a run would make it. */
export interface Explanation {
  /** Relative to the output folder; undefined if the path is known only after rendering. */
  readonly path: string | undefined;
  /** `skip`: no file exists, and none will be made. */
  readonly action: 'render' | 'compile' | 'prune' | 'fresh' | 'skip';
  /** The emit's template, or the source of a compiled file. */
  readonly from: string;
  /** Its pattern or source file; null for the whole library. */
  readonly pattern: string | null;
  /** Readable reasons; empty for fresh files. */
  readonly reasons: readonly string[];
}

/** Explains why each file is due: which of its dependencies differ from the manifest. */
export function explainRun(graph: RunGraph): Explanation[] {
  const { settings, plan, manifest, inputs } = graph;
  const usable = settings.switches.incrementalCompilation ? manifest : undefined;
  const explanations: Explanation[] = [];
  const members = membersOf(inputs);
  const due = new Set<string>();
  const found = new Map<string, RecordedUnit>([
    ...Object.entries(usable?.files ?? {}).map(
      ([path, entry]) => [unitKey(entry.emit, entry.pattern), { ...entry, path }] as const,
    ),
    ...Object.entries(usable?.skipped ?? {}).map(
      ([key, entry]) => [key, { ...entry, ...parseUnitKey(key), path: undefined }] as const,
    ),
  ]);

  const render = (emit: number, pattern: string | null): void => {
    const known = found.get(unitKey(emitKey(settings, settings.emits[emit]!), pattern));
    if (known?.path !== undefined) due.add(known.path);
    const reasons =
      known && usable ? fileReasons(graph, usable, emit, known) : newReasons(graph, usable, emit, pattern);
    explanations.push({
      path: known?.path,
      action: 'render',
      from: templateOf(inputs, emit, pattern),
      pattern,
      reasons,
    });
  };
  for (const job of plan.jobs) {
    if (job.kind === 'copy') render(job.emit, job.source);
    if (job.kind !== 'pattern') continue;
    const emits = [...job.emits, ...job.ifDataChanged].sort((a, b) => a - b);
    for (const emit of emits) render(emit, job.spec);
  }
  const groups = [...plan.groups.due, ...plan.groups.ifDataChanged].sort((a, b) => a.emit - b.emit);
  for (const { emit, source } of groups) render(emit, source);

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
    const isCopied = entry?.pattern === entry?.template && inputs.hashes[entry?.pattern ?? ''] !== undefined;
    const isGone =
      entry?.pattern && !isCopied && !inputs.specs.includes(entry.pattern) && members(entry.pattern).length === 0;
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
  const emits = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  for (const key of plan.freshSkipped.keys()) {
    const { emit, pattern } = parseUnitKey(key);
    const index = emits.get(emit) ?? -1;
    const reasons = [`its \`when\` gives nothing: ${settings.emits[index]?.when ?? ''}`];
    explanations.push({ path: undefined, action: 'skip', from: inputs.emitTemplates[index] ?? '', pattern, reasons });
  }
  return explanations;
}
