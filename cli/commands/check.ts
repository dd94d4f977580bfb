import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import type { Command } from '../command';
import type { Outdated } from '../inspect/inspect-target';
import { AFFECTED_OPTIONS, inspectTasks, type FailedTarget } from '../inspect/inspect-tasks';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';

/** The result of checking one target. */
interface Checked {
  readonly target: string;
  readonly outputDir: string;
  readonly upToDate: boolean;
  readonly differences: readonly Outdated[];
}

export const check: Command = {
  name: 'check',
  argument: '[project:target[:configuration]]',
  passthrough: OVERRIDES,
  summary: 'fail if generated files on disk are out of date',
  help: `For teams that commit generated code: if a run would change any file of the output folder, lists those files
and ends with exit code 1. Without a target, checks all codegen targets of the workspace. Reads the disk, never
Nx's cache, and writes nothing. With --diff, the output is a patch for "git apply".

${AS_NX_RUNS}`,
  options: [
    { name: 'diff', type: 'boolean', help: 'show the changes of each file as a unified diff' },
    { name: 'committed', type: 'boolean', help: 'only targets of tasks with "committed": true' },
    ...AFFECTED_OPTIONS,
  ],
  async run(invocation) {
    const looked = await inspectTasks(invocation, 'check', ({ id, settings: { outputDir } }, differences): Checked => {
      return { target: id, outputDir, upToDate: differences.length === 0, differences };
    });
    const all = 'named' in looked ? [looked.named] : looked.all;
    const upToDate = all.every(isUpToDate);
    const summary = 'named' in looked ? [] : [summaryOf(all)];
    return {
      code: upToDate ? 0 : 1,
      text: [...all.flatMap(lines), ...summary].join('\n'),
      json: 'named' in looked ? looked.named : { upToDate, targets: all },
      findings: all.flatMap(findings),
    };
  },
};

function isUpToDate(one: Checked | FailedTarget): boolean {
  return 'upToDate' in one && one.upToDate;
}

function lines(one: Checked | FailedTarget): string[] {
  if ('problems' in one) return [renderDiagnostics(one.problems), `${one.target}: cannot be checked`];
  const { target, outputDir, differences } = one;
  const count = differences.length;
  if (count === 0) return [`${target}: up to date`];
  const listed = differences.flatMap(({ path, why, diff }) => [
    `${outputDir}/${path}: ${why}`,
    ...(diff === undefined ? [] : [diff]),
  ]);
  const are = count === 1 ? 'file is' : 'files are';
  return [...listed, `${target}: ${count} ${are} out of date: run "nx run ${target}"`];
}

function findings(one: Checked | FailedTarget): Diagnostic[] {
  if ('problems' in one) return [...one.problems];
  return one.differences.map(({ path, why }) => ({
    severity: 'error',
    code: 'out-of-date',
    message: why,
    file: `${one.outputDir}/${path}`,
    hint: `run "nx run ${one.target}"`,
  }));
}

function summaryOf(all: readonly (Checked | FailedTarget)[]): string {
  const fresh = all.filter(isUpToDate).length;
  return `${all.length} ${all.length === 1 ? 'target' : 'targets'}: ${fresh} up to date, ${all.length - fresh} not`;
}
