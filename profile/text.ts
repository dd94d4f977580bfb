import { duration, percent, plural, table } from './format';
import type { RunProfile } from './run-profile';
import type { TaskProfile } from './task-profile';
import {
  adviceText,
  cacheText,
  codegenRows,
  countsText,
  lanesText,
  listedTasks,
  machineText,
  pathText,
  phaseName,
  STATUS_WORDS,
  taskText,
} from './words';

/** The profile of a run for a terminal. */
export function profileText(profile: RunProfile, all = false): string {
  const { run, criticalPath, tasks, phases } = profile;
  const byName = new Map(tasks.map((task) => [task.task, task]));
  const shown = listedTasks(profile, all);
  const hidden = tasks.length - shown.length;
  return [
    `run ${run.id}: nx ${run.command.join(' ')}`,
    `${duration(run.ms)}, ${countsText(profile)}`,
    machineText(profile),
    '',
    `critical path: ${pathText(profile)}`,
    ...indent(
      table(
        criticalPath.tasks.map((name) => pathRow(byName.get(name))),
        [0],
      ),
    ),
    '',
    'tasks, by time (share of the time of all tasks):',
    ...indent(taskLines(shown)),
    ...(hidden > 0 ? [`  … and ${hidden} more; --all lists them`] : []),
    '',
    'phases:',
    ...indent(
      table(
        phases.map((phase) => [
          duration(phase.ms),
          percent(phase.share),
          phaseName(phase),
          `${plural(phase.tasks, 'task')}, ${phase.cached} cached`,
        ]),
        [0, 1],
      ),
    ),
    '',
    `lanes: ${lanesText(profile)}`,
    `cache: ${cacheText(profile)}`,
    ...(profile.advice.length > 0 ? ['', 'next:', ...indent(profile.advice.map(adviceText))] : []),
  ].join('\n');
}

function pathRow(task: TaskProfile | undefined): string[] {
  return task ? [duration(task.ms), task.task, STATUS_WORDS[task.status]] : [];
}

/** A row for each task; below a codegen task that ran, its phases. */
function taskLines(tasks: readonly TaskProfile[]): string[] {
  const rows = table(
    tasks.map((task) => [duration(task.ms), percent(task.share), task.critical ? '*' : '', task.task, taskText(task)]),
    [0, 1],
  );
  return rows.flatMap((row, index) => {
    const codegen = tasks[index]?.codegen;
    if (!codegen) return [row];
    const phases = codegenRows(codegen).map(({ name, ms, counts }) => `${name} ${duration(ms)} (${counts})`);
    return [row, ...indent(indent([`code generation ${duration(codegen.totalMs)} of it:`, ...phases]))];
  });
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
