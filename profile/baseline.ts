import { compareText } from '../diagnostics/diagnostic';
import type { CodegenRecord } from '../state/codegen-records';
import type { RunRecord } from '../state/run-records';
import { codegenPhases } from './codegen-phases';

export const BASELINE_VERSION = 1;

/** Measured runs for comparisons; see schemas/baseline.json for the file. Times are in milliseconds. */
export interface Baseline {
  readonly version: typeof BASELINE_VERSION;
  readonly name: string;
  /** Start of the first run, in ISO 8601. */
  readonly recorded: string;
  /** The arguments of `nx`. */
  readonly command: readonly string[];
  /** True if generated files were removed before each run. */
  readonly fromScratch: boolean;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly cores: number;
    readonly parallel: number | null;
  };
  readonly versions: RunRecord['versions'];
  readonly runs: number;
  /** Durations of whole runs, in the order of the runs. */
  readonly ms: readonly number[];
  /** Sorted by name. */
  readonly tasks: readonly TaskSamples[];
}

/** The durations of one task; null for a run in which it was not executed or failed. */
export interface TaskSamples {
  readonly task: string;
  readonly target: string;
  readonly workflow: string | null;
  readonly phase: string | null;
  readonly id: number | null;
  readonly ms: readonly (number | null)[];
  /** For codegen tasks. */
  readonly codegen?: CodegenSamples;
}

/** `total` is the time in the executor; the rest of a task's time is process startup and Nx. */
export const CODEGEN_PHASES = ['templates', 'generation', 'compilation', 'total'] as const;
export type CodegenPhase = (typeof CODEGEN_PHASES)[number];
type CodegenSamples = Readonly<Record<CodegenPhase, readonly (number | null)[]>>;

export interface BaselineInput {
  readonly name: string;
  readonly fromScratch: boolean;
  readonly platform: string;
  readonly arch: string;
  /** At least one run, with its codegen records. */
  readonly runs: readonly { readonly run: RunRecord; readonly codegen: readonly CodegenRecord[] }[];
}

/** Makes a baseline of one or more recorded runs. Pure. Excludes umbrella targets. */
export function toBaseline({ name, fromScratch, platform, arch, runs }: BaselineInput): Baseline {
  const first = runs[0]?.run;
  if (!first) throw new Error('a baseline needs a run');
  const phases = runs.map(({ run, codegen }) => codegenPhases(run, codegen));
  const about = new Map(
    runs.flatMap(({ run }) => run.tasks.filter(({ umbrella }) => !umbrella).map((task) => [task.task, task] as const)),
  );
  const tasks = [...about.values()]
    .toSorted((a, b) => compareText(a.task, b.task))
    .map(({ task, target, workflow, phase, id }): TaskSamples => {
      const ms = runs.map(({ run }) => {
        const record = run.tasks.find((one) => one.task === task);
        return record?.status === 'ran' ? (record.ms ?? null) : null;
      });
      const sample = (of: CodegenPhase) =>
        phases.map((found, index) => {
          const record = ms[index] === null ? undefined : found.get(task);
          if (!record) return null;
          const nanoseconds = of === 'total' ? record.durationNs : record[of].durationNs;
          return Math.round(nanoseconds / 1e3) / 1e3;
        });
      const codegen = {
        templates: sample('templates'),
        generation: sample('generation'),
        compilation: sample('compilation'),
        total: sample('total'),
      };
      return {
        task,
        target,
        workflow: workflow ?? null,
        phase: phase ?? null,
        id: id ?? null,
        ms,
        ...(phases.some((found) => found.has(task)) ? { codegen } : {}),
      };
    });
  return {
    version: BASELINE_VERSION,
    name,
    recorded: new Date(first.startTime).toISOString(),
    command: first.command,
    fromScratch,
    machine: { platform, arch, cores: first.cores, parallel: first.parallel },
    versions: first.versions,
    runs: runs.length,
    ms: runs.map(({ run }) => run.ms),
    tasks,
  };
}

/** Parses the text of a baseline file; undefined if it is damaged or of another version. */
export function parseBaseline(text: string): Baseline | undefined {
  try {
    const parsed = JSON.parse(text) as Baseline | null;
    const usable = parsed?.version === BASELINE_VERSION && Array.isArray(parsed.ms) && Array.isArray(parsed.tasks);
    return usable ? parsed : undefined;
  } catch {
    return undefined;
  }
}
