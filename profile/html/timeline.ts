import { compareText } from '../../diagnostics/diagnostic';
import { duration } from '../format';
import { assignLanes } from '../lanes';
import type { RunProfile } from '../run-profile';
import type { TaskProfile } from '../task-profile';
import { codegenRows, STATUS_WORDS } from '../words';
import { taskClasses } from './classes';
import { escapeHtml } from './escape';

/** The most marks on the time axis. */
const MAX_TICKS = 5;

/** The run from left to right: a row for each lane, a bar for each task, phases of code generation inside it. */
export function timeline(profile: RunProfile, anchors: ReadonlyMap<string, string>): string {
  const total = Math.max(profile.run.ms, 1);
  const begun = profile.tasks
    .flatMap((task) => (task.startMs === null ? [] : [{ ...task, startMs: task.startMs }]))
    .sort((a, b) => a.startMs - b.startMs || compareText(a.task, b.task));
  const lanes = assignLanes(begun.map(({ startMs, ms }) => ({ start: startMs, end: startMs + ms })));
  const rows = Array.from({ length: Math.max(0, ...lanes) + 1 }, (_, lane) => {
    const bars = begun.filter((_task, index) => lanes[index] === lane).map((task) => bar(task, total, anchors));
    return `<div class="lane" role="listitem" aria-label="lane ${lane + 1}">${bars.join('')}</div>`;
  });
  const ticks = marks(total).map(
    (at) => `<span class="tick" style="left:${percent(at / total)}">${escapeHtml(duration(at))}</span>`,
  );
  return `<div class="timeline">
<div class="lanes" role="list">${rows.join('\n')}</div>
<div class="axis" aria-hidden="true">${ticks.join('')}</div>
</div>`;
}

function bar(
  task: TaskProfile & { readonly startMs: number },
  total: number,
  anchors: ReadonlyMap<string, string>,
): string {
  const label = `${task.task}, ${STATUS_WORDS[task.status]}, ${duration(task.ms)}${task.critical ? ', on the critical path' : ''}`;
  const place = `left:${percent(task.startMs / total)};width:${percent(task.ms / total)}`;
  const text = escapeHtml(label);
  return `<a class="bar ${taskClasses(task)}" href="#${anchors.get(task.task) ?? ''}" style="${place}" title="${text}" aria-label="${text}"><span>${escapeHtml(`${task.target} ${task.project}`)}</span>${phases(task)}</a>`;
}

/** Codegen phases as strips at the bottom of a bar, proportional to their share of the task's duration. */
function phases({ codegen, startMs, ms }: TaskProfile & { readonly startMs: number }): string {
  if (!codegen || ms === 0) return '';
  let at = Math.max(0, codegen.startMs - startMs);
  return codegenRows(codegen)
    .map((phase) => {
      const [from, to] = [Math.min(at, ms), Math.min(at + phase.ms, ms)];
      at += phase.ms;
      return to > from
        ? `<i class="${phase.name}" style="left:${percent(from / ms)};width:${percent((to - from) / ms)}"></i>`
        : '';
    })
    .join('');
}

/** Round times from 0, in steps of 1, 2 or 5. */
export function marks(total: number): number[] {
  const rough = total / MAX_TICKS;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough) ?? rough;
  const found: number[] = [];
  for (let at = 0; at <= total; at += step) found.push(at);
  return found;
}

function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100}%`;
}
