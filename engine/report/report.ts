import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Switches } from '../settings';

/** What one run did: counts and nanoseconds by the monotonic clock. */
export interface RunReport {
  readonly success: boolean;
  /** Errors and warnings, in the order of {@link compareDiagnostics}. */
  readonly diagnostics: readonly Diagnostic[];
  /** One line each: state that was lost and made anew, a cache that is off. */
  readonly notes: readonly string[];
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  /** Generated files. */
  readonly generation: PhaseCounts & { readonly rendered: number };
  /** Compilations: one per source and compiler. */
  readonly compilation: PhaseCounts & { readonly compiled: number };
  readonly durationNs: number;
  /** Threads that rendered, the main one included. */
  readonly workers: number;
  /** Files written and pruned, relative to the workspace; for `verbose`. */
  readonly changes: readonly { readonly what: 'wrote' | 'pruned'; readonly file: string }[];
  /** Names of what user code was seen to read, see `ReadKind`. */
  readonly codeReads: readonly string[];
}

interface PhaseCounts {
  readonly fresh: number;
  readonly pruned: number;
  readonly durationNs: number;
}

/** One per source and compiler, however many files it makes. */
export function countCompilations(files: readonly { readonly compiler: number; readonly source: string }[]): number {
  return new Set(files.map(({ compiler, source }) => `${compiler} ${source}`)).size;
}

/** A run that found nothing to do. */
export function freshReport(
  counts: { readonly files: number; readonly compiled: number },
  durationNs: number,
  notes: readonly string[] = [],
): RunReport {
  return {
    ...emptyReport(durationNs),
    success: true,
    notes,
    generation: { fresh: counts.files, rendered: 0, pruned: 0, durationNs: 0 },
    compilation: { fresh: counts.compiled, compiled: 0, pruned: 0, durationNs: 0 },
  };
}

export function emptyReport(durationNs: number): Omit<RunReport, 'success'> {
  return {
    diagnostics: [],
    notes: [],
    templates: { total: 0, hits: 0, durationNs: 0 },
    generation: { fresh: 0, rendered: 0, pruned: 0, durationNs: 0 },
    compilation: { fresh: 0, compiled: 0, pruned: 0, durationNs: 0 },
    durationNs,
    workers: 1,
    changes: [],
    codeReads: [],
  };
}

/** The log of a run: notes, then one line a phase. What a failed run got done is in the way of its errors. */
export function reportLines(report: RunReport, switches: Switches, verbose: boolean): string[] {
  const { generation, compilation } = report;
  const parallel = switches.parallelGeneration ? '' : 'off, ';
  const incremental = switches.incrementalCompilation ? '' : 'off, ';
  const lines = [...report.notes, ...(verbose ? report.changes.map(({ what, file }) => `${what} ${file}`) : [])];
  if (!report.success) return lines;
  return [
    ...lines,
    `[OPT-1] templates: ${templatesFound(report, switches)} (${ms(report.templates.durationNs)})`,
    `[OPT-2] generation: ${parallel}fresh=${generation.fresh} rendered=${generation.rendered} pruned=${generation.pruned} (${ms(generation.durationNs)})`,
    `[OPT-3] compilation: ${incremental}fresh=${compilation.fresh} compiled=${compilation.compiled} pruned=${compilation.pruned} (${ms(compilation.durationNs)})`,
    `[PERF] total ${ms(report.durationNs)}, ${report.workers} worker${report.workers === 1 ? '' : 's'}`,
  ];
}

function templatesFound({ templates: { total, hits } }: RunReport, { templateCache }: Switches): string {
  if (!templateCache) return `off, ${total} compiled`;
  if (total === 0) return 'none needed';
  return `[CACHE ${hits > 0 ? 'HIT' : 'MISS'}] ${hits} of ${total}`;
}

function ms(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
