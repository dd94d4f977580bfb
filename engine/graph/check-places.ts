import type { Diagnostic } from '../../diagnostics/diagnostic';
import { ignoredFiles } from '../../state/ignored-files';
import { isInWorkspace } from '../output/staging';
import { realPlaces } from '../report/real-places';
import { namedModules, schemaFiles } from '../settings';
import { undeclaredPackages, undeclaredReads } from './declared-inputs';
import { knownReads } from './given-reads';
import type { RunGraph } from './run-graph';

/** Checks that the output folder and all inputs are in the workspace, and that Nx hashes the inputs. */
export function checkPlaces(graph: RunGraph): readonly Diagnostic[] {
  const { settings, inputs, outputFolder, declared, part } = graph;
  if (!isInWorkspace(settings.workspaceRoot, outputFolder)) {
    const message = `the output folder "${settings.outputDir}" leads out of the workspace through a link`;
    return [{ severity: 'error', code: 'output-folder', message, hint: 'give the target a folder in the workspace' }];
  }
  const named = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  // In a partial graph these reads are unchanged, and were checked when the whole graph was loaded.
  const read = [...Object.keys(inputs.hashes), ...(part ? [] : knownReads(graph))];
  const { paths, problems } = realPlaces(settings.workspaceRoot, read, named);
  if (problems.length > 0 || !declared) return problems;
  const undeclared = undeclaredReads(paths, declared, 'reads', ignoredFiles(settings.workspaceRoot).isIgnored);
  return [...undeclared, ...undeclaredPackages(paths, declared)];
}
