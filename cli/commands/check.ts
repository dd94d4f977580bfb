import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import type { Difference } from '../../engine/compare-run';
import { FoundError, type Command, type Invocation } from '../command';
import { lookAt } from '../look/look-at';
import { AFFECTED_OPTIONS, namedTasks } from '../look/named-tasks';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

/** What a check found of one target. */
interface Checked {
  readonly target: string;
  readonly outputDir: string;
  readonly upToDate: boolean;
  readonly differences: readonly Difference[];
}

/** The same where it could not be told. */
interface Unchecked {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

export const check: Command = {
  name: 'check',
  argument: '[project:target[:configuration]]',
  passesOn: OVERRIDES,
  summary: 'fail if anything generated is out of date on disk',
  help: `For teams that commit generated code: exit code 1 if a run would change any file of the output folder, and
the list of those files. Without a target, it checks all codegen targets of the workspace. Looks at the disk, never at
Nx's cache, and writes nothing.

${AS_NX_RUNS}`,
  options: AFFECTED_OPTIONS,
  async run(invocation) {
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const isNamed = invocation.positionals.length > 0;
    const all: (Checked | Unchecked)[] = [];
    for (const id of await namedTasks(graph, invocation)) all.push(await checkTarget(graph, id, invocation));
    const [first] = all;
    if (isNamed && first && 'problems' in first) throw new FoundError(first.problems);
    const upToDate = all.every((one) => 'upToDate' in one && one.upToDate);
    const summary = isNamed ? [] : [summaryOf(all)];
    return {
      code: upToDate ? 0 : 1,
      text: [...all.flatMap(lines), ...summary].join('\n'),
      json: isNamed ? first : { upToDate, targets: all },
      findings: all.flatMap(findings),
    };
  },
};

async function checkTarget(graph: ProjectGraph, id: string, invocation: Invocation): Promise<Checked | Unchecked> {
  try {
    const task = taskToRun(graph, id, invocation);
    const looked = await lookAt(task, 'check');
    if (!('differences' in looked)) return { target: id, problems: 'problems' in looked ? looked.problems : [] };
    const { differences } = looked;
    return { target: id, outputDir: task.settings.outputDir, upToDate: differences.length === 0, differences };
  } catch (error) {
    if (error instanceof FoundError) return { target: id, problems: error.diagnostics };
    throw error;
  }
}

function lines(one: Checked | Unchecked): string[] {
  if ('problems' in one) return [renderDiagnostics(one.problems), `${one.target}: cannot be checked`];
  const { target, outputDir, differences } = one;
  const count = differences.length;
  if (count === 0) return [`${target}: up to date`];
  const listed = differences.map(
    ({ path, why }) => `${path === undefined ? 'a new file' : `${outputDir}/${path}`}: ${why}`,
  );
  const are = count === 1 ? 'file is' : 'files are';
  return [...listed, `${target}: ${count} ${are} out of date; "nx run ${target}" brings them up to date`];
}

function findings(one: Checked | Unchecked): Diagnostic[] {
  if ('problems' in one) return [...one.problems];
  return one.differences.map(({ path, why }) => ({
    severity: 'error',
    code: 'out-of-date',
    message: why,
    ...(path === undefined ? {} : { file: `${one.outputDir}/${path}` }),
    hint: `run "nx run ${one.target}"`,
  }));
}

function summaryOf(all: readonly (Checked | Unchecked)[]): string {
  const fresh = all.filter((one) => 'upToDate' in one && one.upToDate).length;
  return `${all.length} ${all.length === 1 ? 'target' : 'targets'}: ${fresh} up to date, ${all.length - fresh} not`;
}
