import { duration, percent } from './format';
import type { RunProfile } from './run-profile';
import { adviceText, cacheText, countsText, lanesText, listedTasks, machineText, pathText, taskText } from './words';

/** The profile of a run as a CI summary, in the Markdown of GitHub and GitLab. */
export function profileMarkdown(profile: RunProfile, all = false): string {
  const { run, criticalPath, tasks, advice } = profile;
  const byName = new Map(tasks.map((task) => [task.task, task]));
  const path = criticalPath.tasks.flatMap((name) => byName.get(name) ?? []);
  const shown = listedTasks(profile, all);
  const hidden = tasks.length - shown.length;
  return [
    `### nx ${escape(run.command.join(' '))}: ${duration(run.ms)}`,
    '',
    `${countsText(profile)}. ${machineText(profile)}.`,
    '',
    `**Critical path:** ${pathText(profile)}.`,
    '',
    ...table(
      ['time', 'task', ''],
      [true, false, false],
      path.map((task) => [duration(task.ms), task.task, taskText(task)]),
    ),
    '',
    `<details><summary>Tasks by time${hidden > 0 ? `: the first ${shown.length} of ${tasks.length}` : ''}</summary>`,
    '',
    ...table(
      ['time', 'share', 'task', ''],
      [true, true, false, false],
      shown.map((task) => [duration(task.ms), percent(task.share), task.task, taskText(task)]),
    ),
    '',
    '</details>',
    '',
    `- **Lanes:** ${lanesText(profile)}.`,
    `- **Cache:** ${cacheText(profile)}.`,
    ...(advice.length > 0 ? ['', '**Next:**', '', ...advice.map((one) => `- ${escape(adviceText(one))}`)] : []),
  ].join('\n');
}

function table(head: readonly string[], isRight: readonly boolean[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [line(head), `| ${isRight.map((right) => (right ? '--:' : ':--')).join(' | ')} |`, ...rows.map(line)];
}

/** Escapes text for Markdown. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
