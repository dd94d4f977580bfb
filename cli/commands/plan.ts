import { renderDiagnostics } from '../../diagnostics/render';
import type { Explanation } from '../../engine/graph/explain';
import type { Command } from '../command';
import { AFFECTED_OPTIONS, inspectTasks, type FailedTarget } from '../inspect/inspect-tasks';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import type { TaskToRun } from '../task/task-to-run';

const ACTIONS = ['render', 'compile', 'prune'] as const;

type Counts = Readonly<Record<(typeof ACTIONS)[number] | 'fresh', number>>;

/** The work that a run of one target would do. */
interface Planned {
  readonly target: string;
  readonly outputDir: string;
  readonly counts: Counts;
  readonly files: readonly Omit<Explanation, 'reasons'>[];
}

export const plan: Command = {
  name: 'plan',
  argument: '[project:target[:configuration]]',
  passthrough: OVERRIDES,
  summary: 'show what a codegen target would render, compile and prune',
  help: `A dry run: reads specs, templates, modules and the manifest, and lists the work that a run would do. Without a
target, plans all codegen targets of the workspace. Writes nothing, and never uses Nx's cache. "explain" says
why.

${AS_NX_RUNS}`,
  options: AFFECTED_OPTIONS,
  async run(invocation) {
    const looked = await inspectTasks(invocation, 'plan', planned);
    const all = 'named' in looked ? [looked.named] : looked.all;
    const findings = all.flatMap((one) => ('problems' in one ? one.problems : []));
    const text = all.length === 0 ? 'no codegen target found' : all.flatMap(lines).join('\n');
    const json = 'named' in looked ? looked.named : { targets: all };
    return { code: findings.length > 0 ? 1 : 0, text, json, findings };
  },
};

function planned({ id, settings: { outputDir } }: TaskToRun, files: readonly Explanation[]): Planned {
  const count = (action: Explanation['action']): number => files.filter((file) => file.action === action).length;
  return {
    target: id,
    outputDir,
    counts: { fresh: count('fresh'), render: count('render'), compile: count('compile'), prune: count('prune') },
    files: files
      .filter(({ action }) => action !== 'fresh' && action !== 'skip')
      .map(({ reasons: _reasons, ...file }) => file),
  };
}

function lines(one: Planned | FailedTarget): string[] {
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
