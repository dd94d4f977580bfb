import { canonicalJson } from '../../state/hash';
import type { RunGraph } from './run-graph';

/** True if a run would write nothing, not even the manifest. */
export function isUpToDate({ plan, manifest, inputs, part, settings, leftovers, isRedone }: RunGraph): boolean {
  const { jobs, groups, commands, orphans, staleSkipped, duePatterns } = plan;
  const due = [jobs, groups.due, groups.ifDataChanged, commands.due, orphans, staleSkipped, duePatterns];
  return (
    manifest !== undefined &&
    !isRedone &&
    settings.switches.incrementalCompilation &&
    leftovers.files.length === 0 &&
    due.every((list) => list.length === 0) &&
    !plan.isSetChanged &&
    inputs.sources.due.size === 0 &&
    canonicalJson(manifest.inputs) ===
      canonicalJson(part ? inputsOfPart(inputs.hashes, part.touched) : inputs.hashes) &&
    canonicalJson(manifest.tools) === canonicalJson(inputs.tools)
  );
}

function inputsOfPart(hashes: Readonly<Record<string, string>>, touched: readonly string[]): Record<string, string> {
  return Object.fromEntries(touched.flatMap((path) => (path in hashes ? [[path, hashes[path]!]] : [])));
}
