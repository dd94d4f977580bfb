import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import type { Explanation } from '../../engine/graph/explain';
import { FoundError, type Command, type Invocation } from '../command';
import { lookAt } from '../look/look-at';
import { AFFECTED_OPTIONS, namedTasks } from '../look/named-tasks';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { taskToRun } from '../task/task-to-run';
import { loadProjectGraph } from '../workspace';

const ACTIONS = ['render', 'compile', 'prune'] as const;

type Counts = Readonly<Record<(typeof ACTIONS)[number] | 'fresh', number>>;

/** What a run of one target would do. */
interface Planned {
  readonly target: string;
  readonly outputDir: string;
  readonly counts: Counts;
  readonly files: readonly Omit<Explanation, 'reasons'>[];
}

/** The same where it could not be told. */
interface Unplanned {
  readonly target: string;
  readonly problems: readonly Diagnostic[];
}

export const plan: Command = {
  name: 'plan',
  argument: '[project:target[:configuration]]',
  passesOn: OVERRIDES,
  summary: 'show what a codegen target would render, compile and prune',
  help: `A dry run: looks at specs, templates, modules and the manifest, and lists the work that a run would do. Without a
target, it looks at all codegen targets of the workspace. Writes nothing, and never goes through Nx's cache. "explain" says
why.

${AS_NX_RUNS}`,
  options: AFFECTED_OPTIONS,
  async run(invocation) {
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const isNamed = invocation.positionals.length > 0;
    const all: (Planned | Unplanned)[] = [];
    for (const id of await namedTasks(graph, invocation)) all.push(await planTarget(graph, id, invocation));
    const [first] = all;
    if (isNamed && first && 'problems' in first) throw new FoundError(first.problems);
    const findings = all.flatMap((one) => ('problems' in one ? one.problems : []));
    const text = all.length === 0 ? 'no codegen target to look at' : all.flatMap(lines).join('\n');
    return { code: findings.length > 0 ? 1 : 0, text, json: isNamed ? first : { targets: all }, findings };
  },
};

async function planTarget(graph: ProjectGraph, id: string, invocation: Invocation): Promise<Planned | Unplanned> {
  try {
    const task = taskToRun(graph, id, invocation);
    const looked = await lookAt(task, 'plan');
    if (!('files' in looked)) return { target: id, problems: 'problems' in looked ? looked.problems : [] };
    const { files } = looked;
    const count = (action: Explanation['action']): number => files.filter((file) => file.action === action).length;
    return {
      target: id,
      outputDir: task.settings.outputDir,
      counts: { fresh: count('fresh'), render: count('render'), compile: count('compile'), prune: count('prune') },
      files: files
        .filter(({ action }) => action !== 'fresh' && action !== 'skip')
        .map(({ reasons: _reasons, ...file }) => file),
    };
  } catch (error) {
    if (error instanceof FoundError) return { target: id, problems: error.diagnostics };
    throw error;
  }
}

function lines(one: Planned | Unplanned): string[] {
  if ('problems' in one) return [renderDiagnostics(one.problems), `${one.target}: cannot be planned`];
  const { target, outputDir, counts, files } = one;
  return [
    ...ACTIONS.flatMap((action) =>
      files.filter((file) => file.action === action).map((file) => `${action.padEnd(7)} ${describe(file, outputDir)}`),
    ),
    `${target}: fresh=${counts.fresh} render=${counts.render} compile=${counts.compile} prune=${counts.prune}`,
  ];
}

function describe({ path, from, pattern }: Planned['files'][number], outputDir: string): string {
  const made = pattern === null ? from : `${from} for ${pattern}`;
  return path === undefined ? `a new file from ${made}` : `${outputDir}/${path} from ${made}`;
}
