import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Switches } from '../settings';

/** The report of a run; durations in nanoseconds of the monotonic clock. */
export interface RunReport {
  readonly success: boolean;
  /** Errors and warnings, in the order of {@link compareDiagnostics}. */
  readonly diagnostics: readonly Diagnostic[];
  /** One line each, about state that was lost or a cache that is off. */
  readonly notes: readonly string[];
  readonly templates: { readonly total: number; readonly hits: number; readonly durationNs: number };
  /** Counts of generated files. */
  readonly generation: PhaseCounts & { readonly rendered: number };
  /** Counts of compilations, one per source and compiler. */
  readonly compilation: PhaseCounts & { readonly compiled: number };
  readonly durationNs: number;
  /** Number of threads that rendered, including the main one. */
  readonly workers: number;
  /** Written and pruned files, relative to the workspace; shown with `verbose`. */
  readonly changes: readonly { readonly what: 'wrote' | 'pruned'; readonly file: string }[];
  /** Names of observed reads of user code; see `ReadKind`. */
  readonly codeReads: readonly string[];
}

interface PhaseCounts {
  readonly fresh: number;
  readonly pruned: number;
  readonly durationNs: number;
}

/** Counts one compilation per source and compiler, regardless of its number of outputs. */
export function countCompilations(files: readonly { readonly compiler: number; readonly source: string }[]): number {
  return new Set(files.map(({ compiler, source }) => `${compiler} ${source}`)).size;
}

/** The report of a run with nothing to do. */
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

/**
 * The log of a run: notes, then one line per phase. A failed run has no phase lines, which would distract from its
 * errors.
 */
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
