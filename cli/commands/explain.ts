import { explainRun, type Explanation } from '../../engine/graph/explain';
import { loadGraph } from '../../engine/graph/load-graph';
import { taskReason, type TaskReason } from '../../profile/task-reason';
import { reasonText, type ReasonDetails } from '../../profile/task-reason-text';
import { reasonDetails } from '../changed-files';
import { FoundError, type Command } from '../command';
import { recordedRuns } from '../recorded-runs';
import { applyEnvironment } from '../task/environment';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { findTarget } from '../task/named-target';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

export const explain: Command = {
  name: 'explain',
  argument: '<project:target[:configuration]>',
  passesOn: OVERRIDES,
  summary: 'say why a task ran, and why each generated file is due',
  help: `Of any target: why its task ran the last time, from the inputs that Nx hashed then and in the run before.
Of a codegen target also each file: compares it with the manifest and names what changed: a spec, a template,
a partial, a module, an option, a tool's version, or the file itself. Writes nothing.

${AS_NX_RUNS}`,
  options: [{ name: 'all', type: 'boolean', help: 'list fresh files too, and those that a `when` leaves out' }],
  async run(invocation) {
    const id = invocation.positionals[0] ?? '';
    const { workspaceRoot } = invocation;
    const graph = await loadProjectGraph(workspaceRoot);
    const { isCodegen, taskId } = findTarget(graph, id);
    const reason = taskReason(taskId, recordedRuns(invocation), new Set(Object.keys(graph.nodes)));
    const details = reason && reasonDetails(reason, graph, workspaceRoot);
    const task = reason && details ? withDetails(reason, details) : null;
    const why = reason && details ? reasonText(reason, details) : `${id}: no run of it is recorded`;
    if (!isCodegen) return { code: 0, text: why, json: { target: id, task, outputDir: null, files: [] } };

    const { env, settings, declared } = taskToRun(graph, id, invocation);
    applyEnvironment(env);
    const prepared = await loadGraph(settings, declared);
    if (Array.isArray(prepared)) throw new FoundError(prepared);
    const files = explainRun(prepared);
    const { outputDir } = prepared.settings;
    const isDue = ({ action }: Explanation): boolean => action !== 'fresh' && action !== 'skip';
    const shown = files.filter((file) => isDue(file) || invocation.flags['all'] === true);
    const fresh = files.filter(({ action }) => action === 'fresh').length;
    const lines = shown.map((file) => line(file, outputDir));
    const summary = `${id}: ${files.filter(isDue).length} due, ${fresh} fresh`;
    return { code: 0, text: [why, '', ...lines, summary].join('\n'), json: { target: id, task, outputDir, files } };
  },
};

function withDetails(reason: TaskReason, { newer, from, cacheable }: ReasonDetails) {
  const inputs = reason.inputs.map((input, index) => ({
    kind: input.kind,
    change: input.change,
    what: input.what,
    from: from[index] ?? null,
    writtenSince: newer[index] ?? [],
  }));
  return { ...reason, cacheable, inputs };
}

function line({ path, action, from, pattern, reasons }: Explanation, outputDir: string): string {
  const file =
    path === undefined ? `a file from ${from}${pattern === null ? '' : ` for ${pattern}`}` : `${outputDir}/${path}`;
  return reasons.length === 0 ? `${action.padEnd(7)} ${file}` : `${action.padEnd(7)} ${file}: ${reasons.join('; ')}`;
}
