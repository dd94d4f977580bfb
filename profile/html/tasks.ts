import { duration, percent, plural } from '../format';
import type { RunProfile } from '../run-profile';
import type { TaskProfile } from '../task-profile';
import { codegenRows, phaseName, STATUS_WORDS } from '../words';
import { taskClasses } from './classes';
import { escapeHtml } from './escape';

/** All tasks by duration, each with its bar in the run; codegen tasks with their phases. */
export function taskTable({ tasks, run }: RunProfile, anchors: ReadonlyMap<string, string>): string {
  const rows = tasks.map((task) => {
    const words = [
      `<span class="chip ${taskClasses(task)}">${STATUS_WORDS[task.status]}</span>`,
      ...(task.critical ? ['<span class="chip path">critical path</span>'] : []),
      ...(task.lastRealMs === null ? [] : [`<span class="note">last ran in ${duration(task.lastRealMs)}</span>`]),
    ];
    return `<tr id="${anchors.get(task.task) ?? ''}"><th scope="row"><span class="name">${escapeHtml(task.task)}</span> ${words.join(' ')}${track(task, run.ms)}${codegen(task)}</th><td class="number">${duration(task.ms)}</td><td class="number wide">${percent(task.share)}</td><td class="number wide">${task.waitedMs === null ? '' : duration(task.waitedMs)}</td></tr>`;
  });
  return `<table><thead><tr><th scope="col">task</th><th scope="col" class="number">time</th><th scope="col" class="number wide">share</th><th scope="col" class="number wide">waited</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function track(task: TaskProfile, total: number): string {
  if (task.startMs === null || total === 0) return '';
  const [left, width] = [task.startMs / total, task.ms / total].map((share) => `${Math.round(share * 1e4) / 100}%`);
  return `<span class="track" aria-hidden="true"><span class="bar ${taskClasses(task)}" style="left:${left};width:${width}"></span></span>`;
}

function codegen({ codegen: inside }: TaskProfile): string {
  if (!inside) return '';
  const rows = codegenRows(inside).map(
    ({ name, ms, counts }) =>
      `<li><i class="${name}"></i><b>${name}</b> ${duration(ms)} <span class="note">${escapeHtml(counts)}</span></li>`,
  );
  const off = Object.entries(inside.optimizations)
    .filter(([, on]) => !on)
    .map(([name]) => name);
  const head = `code generation, ${duration(inside.totalMs)} of it, ${plural(inside.workers, 'worker')}${off.length > 0 ? `, off: ${off.join(', ')}` : ''}`;
  return `<span class="inside"><span class="note">${escapeHtml(head)}</span><ul>${rows.join('')}</ul></span>`;
}

/** Phases of workflows, and tasks outside of them. */
export function phaseTable({ phases }: RunProfile): string {
  const rows = phases.map(
    (phase) =>
      `<tr><th scope="row">${escapeHtml(phaseName(phase))}</th><td class="number">${phase.tasks}</td><td class="number wide">${phase.cached}</td><td class="number">${duration(phase.ms)}</td><td class="number">${percent(phase.share)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">phase</th><th scope="col" class="number">tasks</th><th scope="col" class="number wide">cached</th><th scope="col" class="number">time</th><th scope="col" class="number">share</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}
