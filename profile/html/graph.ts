import { duration, plural } from '../format';
import type { RunProfile } from '../run-profile';
import { STATUS_WORDS } from '../words';
import { taskClasses } from './classes';
import { escapeHtml } from './escape';
import { graphLayout, type Edge, type PlacedTask } from './graph-layout';

const [WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN] = [186, 42, 52, 10, 8];
/** Number of characters that fit into a box: of the target's name, and of the line below it. */
const [FITS, FITS_BELOW] = [22, 27];

/** The dependency graph of the run as SVG, from left to right, with the critical path highlighted. */
export function graph({ tasks, criticalPath }: RunProfile, anchors: ReadonlyMap<string, string>): string {
  const layout = graphLayout(tasks, criticalPath.tasks);
  const places = new Map(layout.tasks.map((placed) => [placed.task.task, placed]));
  const columns = Math.max(0, ...layout.tasks.map(({ column }) => column)) + 1;
  const rows = Math.max(0, ...layout.tasks.map(({ row }) => row)) + 1;
  const width = columns * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN;
  const height = rows * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN;
  const label = `Dependency graph of ${plural(layout.tasks.length, 'task')}; the critical path is ${criticalPath.tasks.join(', then ')}`;
  // Later shapes cover earlier ones, so the critical path comes last.
  const edges = layout.edges.toSorted((a, b) => Number(a.critical) - Number(b.critical));
  const note = layout.hidden > 0 ? `<p class="note">${plural(layout.hidden, 'short task')} left out.</p>` : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="Graph, scrolls sideways">
<svg class="graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">
${edges.map((edge) => curve(edge, places)).join('\n')}
${layout.tasks.map((placed) => box(placed, anchors)).join('\n')}
</svg>
</div>${note}`;
}

function left({ column }: PlacedTask): number {
  return MARGIN + column * (WIDTH + GAP_X);
}

function top({ row }: PlacedTask): number {
  return MARGIN + row * (HEIGHT + GAP_Y);
}

function curve({ from, to, critical, orderOnly }: Edge, places: ReadonlyMap<string, PlacedTask>): string {
  const [source, target] = [places.get(from)!, places.get(to)!];
  const [x1, y1] = [left(source) + WIDTH, top(source) + HEIGHT / 2];
  const [x2, y2] = [left(target), top(target) + HEIGHT / 2];
  const bend = Math.max(GAP_X / 2, (x2 - x1) / 2);
  const classes = ['edge', ...(critical ? ['critical'] : []), ...(orderOnly ? ['order-only'] : [])].join(' ');
  return `<path class="${classes}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

function box(placed: PlacedTask, anchors: ReadonlyMap<string, string>): string {
  const { task } = placed;
  const [x, y] = [left(placed), top(placed)];
  const title = `${task.task}, ${STATUS_WORDS[task.status]}, ${duration(task.ms)}`;
  const [name, below] = [cut(task.target, FITS), cut(`${duration(task.ms)} · ${task.project}`, FITS_BELOW)];
  return `<a href="#${anchors.get(task.task) ?? ''}" class="node ${taskClasses(task)}"><title>${escapeHtml(title)}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/><text x="${x + 10}" y="${y + 17}">${escapeHtml(name)}</text><text class="time" x="${x + 10}" y="${y + 33}">${escapeHtml(below)}</text></a>`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
