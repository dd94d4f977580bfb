import { explainRun, type Explanation } from '../../executors/codegen/plan/explain';
import { loadCodegenTarget } from '../load-codegen-target';
import type { Command } from '../command';

export const explain: Command = {
  name: 'explain',
  argument: '<project:target>',
  summary: 'say why each file is due, or that it is fresh',
  help: `Compares every generated and compiled file with the manifest and names what changed: a spec, a template,
a partial, a module, an option, a tool's version, or the file itself. Writes nothing.`,
  options: [{ name: 'all', type: 'boolean', help: 'list fresh files too' }],
  async run(invocation) {
    const { id, prepared } = await loadCodegenTarget(invocation);
    const files = explainRun(prepared);
    const { outputDir } = prepared.settings;
    const shown = files.filter(({ action }) => action !== 'fresh' || invocation.flags['all'] === true);
    const fresh = files.filter(({ action }) => action === 'fresh').length;
    const lines = shown.map((file) => line(file, outputDir));
    const summary = `${id}: ${files.length - fresh} due, ${fresh} fresh`;
    return { code: 0, text: [...lines, summary].join('\n'), json: { target: id, outputDir, files } };
  },
};

function line({ path, action, from, pattern, reasons }: Explanation, outputDir: string): string {
  const file =
    path === undefined ? `a file from ${from}${pattern === null ? '' : ` for ${pattern}`}` : `${outputDir}/${path}`;
  return reasons.length === 0 ? `${action.padEnd(7)} ${file}` : `${action.padEnd(7)} ${file}: ${reasons.join('; ')}`;
}
