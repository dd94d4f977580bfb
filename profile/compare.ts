import { compareText } from '../diagnostics/diagnostic';
import { CODEGEN_PHASES, type Baseline, type TaskSamples } from './baseline';
import { statistics, verdict, type Statistics, type Verdict } from './noise';

/** The differences of two sets of runs; see schemas/profile-compare-report.json. Times are in milliseconds. */
export interface Comparison {
  readonly a: BaselineSummary;
  readonly b: BaselineSummary;
  /** Other differences, which may explain the figures: machine, versions, command. */
  readonly differences: readonly string[];
  /** The run, its phases, then tasks: the largest difference first, each followed by its parts. */
  readonly rows: readonly ComparisonRow[];
}

export type BaselineSummary = Pick<
  Baseline,
  'name' | 'recorded' | 'command' | 'runs' | 'machine' | 'versions' | 'fromScratch'
>;

export interface ComparisonRow {
  /**
   * `workflow-task`: a task of a workflow file over all of its projects. `task`: one of Nx's tasks.
   * `codegen`: a phase of code generation within the task above it.
   */
  readonly kind: 'run' | 'phase' | 'workflow-task' | 'task' | 'codegen';
  readonly name: string;
  /** True for a part of a `workflow-task` row, which sums over all projects of the task. */
  readonly detail: boolean;
  /** The number of tasks in the sum. */
  readonly tasks: number;
  /** null if nothing was measured. */
  readonly a: Statistics | null;
  readonly b: Statistics | null;
  /** Median of B divided by median of A; null if one is missing or A's is 0. */
  readonly ratio: number | null;
  readonly verdict: Verdict | 'only-a' | 'only-b' | 'not-measured';
}

/** A row and its parts. */
type RowGroup = readonly [ComparisonRow, ...ComparisonRow[]];

type RowKind = Exclude<ComparisonRow['kind'], 'run' | 'codegen'>;

/** Nx records start and end in whole milliseconds. */
const TASK_RESOLUTION_MS = 2;
const CODEGEN_RESOLUTION_MS = 0.1;

/** Compares B with A: a ratio below 1 means that B is faster. */
export function compare(a: Baseline, b: Baseline): Comparison {
  const tasks = new Map([...a.tasks, ...b.tasks].map((task) => [task.task, task]));
  const inA = new Map(a.tasks.map((task) => [task.task, task]));
  const inB = new Map(b.tasks.map((task) => [task.task, task]));
  const side = (from: ReadonlyMap<string, TaskSamples>, names: readonly TaskSamples[]): readonly TaskSamples[] =>
    names.flatMap(({ task }) => from.get(task) ?? []);
  const rowsOf = (kind: RowKind, name: string, of: readonly TaskSamples[]): RowGroup => {
    const about = { detail: kind === 'task' && of.every(({ workflow }) => workflow !== null), tasks: of.length };
    const [ofA, ofB] = [side(inA, of), side(inB, of)];
    const own = row({ kind, name, ...about }, sums(ofA, ms), sums(ofB, ms), TASK_RESOLUTION_MS);
    if (kind === 'phase' || of.every(({ codegen }) => !codegen)) return [own];
    const phases = CODEGEN_PHASES.map((phase) => {
      const pick = (task: TaskSamples) => task.codegen?.[phase];
      const named = { kind: 'codegen' as const, name: `${name} ${phase}`, ...about };
      return row(named, sums(ofA, pick), sums(ofB, pick), CODEGEN_RESOLUTION_MS);
    });
    return [own, ...phases];
  };
  const groups = (key: (task: TaskSamples) => string | undefined): [string, TaskSamples[]][] => {
    const found = new Map<string, TaskSamples[]>();
    for (const task of tasks.values()) {
      const name = key(task);
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), task]);
    }
    return [...found];
  };
  const phases = groups(({ workflow, phase }) =>
    workflow === null || phase === null ? undefined : `${workflow}: ${phase}`,
  );
  const ofWorkflows = groups(workflowTask).map(([name, of]) => rowsOf('workflow-task', name, of));
  const single = [...tasks.values()].map((task) => rowsOf('task', task.task, [task]));
  return {
    a: summary(a),
    b: summary(b),
    differences: differences(a, b),
    rows: [
      row({ kind: 'run', name: 'run', detail: false, tasks: tasks.size }, a.ms, b.ms, TASK_RESOLUTION_MS),
      ...phases.flatMap(([name, of]) => rowsOf('phase', name, of)),
      ...largestFirst(ofWorkflows),
      ...largestFirst(single),
    ],
  };
}

/** The name of a workflow task in a comparison: its id, if it has one, and its name. */
function workflowTask({ workflow, target, id }: TaskSamples): string | undefined {
  return workflow === null ? undefined : `${workflow}: ${id === null ? '' : `${id} `}${target}`;
}

function ms(task: TaskSamples): TaskSamples['ms'] {
  return task.ms;
}

/** The sum over tasks for each run, except runs in which one of the tasks was not measured. */
function sums(
  tasks: readonly TaskSamples[],
  pick: (task: TaskSamples) => readonly (number | null)[] | undefined,
): number[] {
  const lists = tasks.flatMap((task) => {
    const list = pick(task);
    return list ? [list] : [];
  });
  const runs = lists[0]?.map((_, index) => lists.map((list) => list[index] ?? null)) ?? [];
  return runs.flatMap((values) => (values.every((value) => value !== null) ? values.reduce((a, b) => a + b, 0) : []));
}

function row(
  about: Pick<ComparisonRow, 'kind' | 'name' | 'detail' | 'tasks'>,
  a: readonly number[],
  b: readonly number[],
  resolution: number,
): ComparisonRow {
  const [first, second] = [statistics(a) ?? null, statistics(b) ?? null];
  const ratio = first && second && first.median > 0 ? second.median / first.median : null;
  const only = first ? 'only-a' : second ? 'only-b' : 'not-measured';
  return { ...about, a: first, b: second, ratio, verdict: first && second ? verdict(a, b, resolution) : only };
}

function largestFirst(groups: readonly RowGroup[]): ComparisonRow[] {
  const size = ([{ a, b }]: RowGroup): number => Math.abs((b?.median ?? 0) - (a?.median ?? 0));
  return groups.toSorted((x, y) => size(y) - size(x) || compareText(x[0].name, y[0].name)).flat();
}

function summary({ name, recorded, command, runs, machine, versions, fromScratch }: Baseline): BaselineSummary {
  return { name, recorded, command, runs, machine, versions, fromScratch };
}

function differences(a: Baseline, b: Baseline): string[] {
  const facts = ({ machine, versions, command, fromScratch }: Baseline): [string, string][] => [
    ['platform', `${machine.platform} ${machine.arch}`],
    ['cores', String(machine.cores)],
    ['parallel', String(machine.parallel ?? 'unknown')],
    ['nx', versions.nx],
    ['node', versions.node],
    ['nx-workflow', versions['nx-workflow']],
    ['command', `nx ${command.join(' ')}`],
    ['generated files removed before', fromScratch ? 'yes' : 'no'],
  ];
  const ofB = new Map(facts(b));
  return facts(a)
    .filter(([name, value]) => ofB.get(name) !== value)
    .map(([name, value]) => `${name}: ${value} / ${ofB.get(name)}`);
}
