import { compareRun, type Difference } from '../../engine/compare-run';
import { FoundError, type Command } from '../command';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { loadCodegenTarget } from '../load-codegen-target';

export const check: Command = {
  name: 'check',
  argument: '<project:target[:configuration]>',
  passesOn: OVERRIDES,
  summary: 'fail if anything generated is out of date on disk',
  help: `For teams that commit generated code: exit code 1 if a run would change any file of the output folder, and
the list of those files. Looks at the disk, never at Nx's cache, and writes nothing.

${AS_NX_RUNS}`,
  options: [],
  async run(invocation) {
    const { id, task, prepared } = await loadCodegenTarget(invocation);
    const found = await compareRun(prepared, { declared: task.declared });
    const first = found[0];
    if (first && 'severity' in first) throw new FoundError(found.filter((one) => 'severity' in one));
    const differences = found as readonly Difference[];
    const { outputDir } = prepared.settings;
    const json = { target: id, outputDir, upToDate: differences.length === 0, differences };
    if (differences.length === 0) return { code: 0, text: `${id}: up to date`, json };
    const lines = differences.map(
      ({ path, why }) => `${path === undefined ? 'a new file' : `${outputDir}/${path}`}: ${why}`,
    );
    const count = differences.length;
    lines.push(
      `${id}: ${count} ${count === 1 ? 'file is' : 'files are'} out of date; "nx run ${id}" brings them up to date`,
    );
    return { code: 1, text: lines.join('\n'), json };
  },
};
