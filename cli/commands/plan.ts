import { explainRun, type Explanation } from '../../engine/graph/explain';
import type { Command } from '../command';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { loadCodegenTarget } from '../load-codegen-target';

const ACTIONS = ['render', 'compile', 'prune'] as const;

export const plan: Command = {
  name: 'plan',
  argument: '<project:target[:configuration]>',
  passesOn: OVERRIDES,
  summary: 'show what a codegen target would render, compile and prune',
  help: `A dry run: looks at specs, templates, modules and the manifest, and lists the work that a run would do.
Writes nothing, and never goes through Nx's cache. "explain" says why.

${AS_NX_RUNS}`,
  options: [],
  async run(invocation) {
    const { id, prepared } = await loadCodegenTarget(invocation);
    const files = explainRun(prepared);
    const { outputDir } = prepared.settings;
    const lines = ACTIONS.flatMap((action) =>
      files.filter((file) => file.action === action).map((file) => `${action.padEnd(7)} ${describe(file, outputDir)}`),
    );
    const counts = {
      fresh: count(files, 'fresh'),
      render: count(files, 'render'),
      compile: count(files, 'compile'),
      prune: count(files, 'prune'),
    };
    const summary = `${id}: fresh=${counts.fresh} render=${counts.render} compile=${counts.compile} prune=${counts.prune}`;
    const json = {
      target: id,
      outputDir,
      counts,
      files: files
        .filter(({ action }) => action !== 'fresh' && action !== 'skip')
        .map(({ reasons: _reasons, ...file }) => file),
    };
    return { code: 0, text: [...lines, summary].join('\n'), json };
  },
};

function describe({ path, from, pattern }: Explanation, outputDir: string): string {
  const made = pattern === null ? from : `${from} for ${pattern}`;
  return path === undefined ? `a new file from ${made}` : `${outputDir}/${path} from ${made}`;
}

function count(files: readonly Explanation[], action: Explanation['action']): number {
  return files.filter((file) => file.action === action).length;
}
