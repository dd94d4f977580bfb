import { duration, percent, plural } from '../format';
import type { RunProfile } from '../run-profile';
import { adviceText, cacheText, countsText, lanesText, machineText } from '../words';
import { escapeHtml } from './escape';
import { graph } from './graph';
import { STYLE } from './style';
import { phaseTable, taskTable } from './tasks';
import { timeline } from './timeline';

const LEGEND = `<ul class="legend" aria-label="Legend">
<li><span class="bar ran"></span>ran</li>
<li><span class="bar critical"></span>ran, on the critical path</li>
<li><span class="bar cached"></span>from the cache</li>
<li><span class="bar failed"></span>failed</li>`;
const CODEGEN_LEGEND = `
<li><i class="templates"></i>templates</li>
<li><i class="generation"></i>generation</li>
<li><i class="compilation"></i>compilation</li>`;

/** The profile of a run as one self-contained page: no script, no font, no network. */
export function profileHtml(profile: RunProfile): string {
  const { run, criticalPath, advice, tasks } = profile;
  const anchors = new Map(tasks.map(({ task }, index) => [task, `task-${index + 1}`]));
  const command = `nx ${run.command.join(' ')}`;
  const legend = `${LEGEND}${tasks.some(({ codegen }) => codegen !== null) ? CODEGEN_LEGEND : ''}\n</ul>`;
  const began = new Date(run.startTime).toISOString().slice(0, 19).replace('T', ' ');
  const next =
    advice.length === 0
      ? ''
      : `<section aria-labelledby="next"><h2 id="next">What to do next</h2>
<ol class="advice">${advice.map((one) => `<li>${escapeHtml(capital(adviceText(one)))}.</li>`).join('')}</ol></section>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(command)}: profile</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(command)}</h1>
<p>${began} UTC, ${escapeHtml(machineText(profile))}</p>
</header>
<main>
${figures(profile)}
${next}
<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
${legend}
${timeline(profile, anchors)}</section>
<section aria-labelledby="graph"><h2 id="graph">Graph</h2>
<p class="note">${escapeHtml(`Critical path: ${criticalPath.tasks.join(' → ')}. Dashed lines only order tasks; lines that follow from others are left out.`)}</p>
${graph(profile, anchors)}</section>
<section aria-labelledby="phases"><h2 id="phases">Phases</h2>
${phaseTable(profile)}</section>
<section aria-labelledby="tasks"><h2 id="tasks">Tasks</h2>
${taskTable(profile, anchors)}</section>
<p class="note">Lanes: ${escapeHtml(lanesText(profile))}. Cache: ${escapeHtml(cacheText(profile))}. Run ${escapeHtml(run.id)}.</p>
</main>
</body>
</html>
`;
}

function figures(profile: RunProfile): string {
  const { run, criticalPath, counts, lanes, cache } = profile;
  const efficiency = counts.ran + counts.failed > 0 ? lanes.efficiency : null;
  const list: [string, string][] = [
    [duration(run.ms), countsText(profile)],
    [duration(criticalPath.ms), `critical path; the run took ${duration(Math.max(0, criticalPath.overMs))} more`],
    [efficiency === null ? '–' : percent(efficiency), `parallel efficiency on ${plural(lanes.lanes, 'lane')}`],
    [cache.known > 0 ? duration(cache.savedMs) : '–', `saved by the cache, ${counts.cached} of ${counts.tasks} tasks`],
  ];
  return `<ul class="figures">${list.map(([figure, what]) => `<li><b>${escapeHtml(figure)}</b><span>${escapeHtml(what)}</span></li>`).join('')}</ul>`;
}

function capital(text: string): string {
  // A text that begins with the name of a task is not capitalized.
  return text.startsWith('speed up') || text.startsWith('all ') ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
