import { loadGraph } from '../../engine/graph/load-graph';
import { loadTargetTemplates } from '../../engine/render/target-templates';
import type { TemplateSet } from '../../engine/templates/template-set';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import { plural } from '../../profile/format';
import { FindingsError, type Command, type Invocation } from '../command';
import { applyEnvironment } from '../task/environment';
import { codegenTargets } from '../task/named-target';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

/** The templates of one target. */
interface Warmed {
  readonly target: string;
  readonly templates: number;
  /** Templates that were already in the cache. */
  readonly hits: number;
  readonly compiled: number;
  /** The reason why the cache could not be filled; null if it was. */
  readonly problem: string | null;
}

export const warm: Command = {
  name: 'warm',
  argument: '[project:target[:configuration]]',
  summary: 'fill the template cache ahead of time',
  help: `Compiles the templates and partials of a codegen target, or of all, into the template cache, so that the next
run only loads them. Renders nothing and writes nothing else. For images and for CI: docs/ci.md has recipes.`,
  options: [],
  async run(invocation) {
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const [id] = invocation.positionals;
    const targets: Warmed[] = [];
    for (const target of id === undefined ? codegenTargets(graph) : [id]) {
      targets.push(await warmTarget(graph, target, invocation));
    }
    const code = targets.some(({ problem }) => problem !== null) ? 1 : 0;
    const text = targets.length === 0 ? 'this workspace has no codegen target' : targets.map(describe).join('\n');
    return { code, text, json: { targets } };
  },
};

async function warmTarget(
  graph: Parameters<typeof taskToRun>[0],
  target: string,
  invocation: Invocation,
): Promise<Warmed> {
  const found = await templatesOf(graph, target, invocation);
  if (Array.isArray(found)) return { target, templates: 0, hits: 0, compiled: 0, problem: renderDiagnostics(found) };
  const { templates, hits, cacheProblem } = found;
  const problem = cacheProblem === undefined ? null : `the cache cannot be written: ${cacheProblem}`;
  return { target, templates: templates.length, hits, compiled: templates.length - hits, problem };
}

async function templatesOf(
  graph: Parameters<typeof taskToRun>[0],
  target: string,
  invocation: Invocation,
): Promise<TemplateSet | Diagnostic[]> {
  try {
    const { env, settings } = taskToRun(graph, target, invocation);
    applyEnvironment(env);
    if (!settings.switches.templateCache) return [OFF];
    const prepared = await loadGraph(settings, undefined, { mayLoad: false });
    return Array.isArray(prepared) ? prepared : await loadTargetTemplates(settings, prepared.inputs);
  } catch (error) {
    if (error instanceof FindingsError) return [...error.diagnostics];
    throw error;
  }
}

const OFF: Diagnostic = {
  severity: 'error',
  code: 'cache-off',
  message: 'the switch templateCache is off, so there is nothing to fill',
  hint: 'leave the target out, or turn the switch on',
};

function describe({ target, templates, hits, compiled, problem }: Warmed): string {
  if (problem !== null) return `${target}: ${problem.replaceAll('\n', '\n  ')}`;
  return `${target}: ${plural(templates, 'template')}, ${hits} already cached, ${compiled} compiled`;
}
