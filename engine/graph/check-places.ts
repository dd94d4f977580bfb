import type { Diagnostic } from '../../diagnostics/diagnostic';
import { ignoredFiles } from '../../state/ignored-files';
import { isInWorkspace } from '../output/staging';
import { realPlaces } from '../report/real-places';
import { namedModules, schemaFiles } from '../settings';
import { undeclaredReads } from './declared-inputs';
import type { RunGraph } from './run-graph';

/** Whether the output folder and all inputs lie in the workspace, and Nx hashes the inputs. */
export function checkPlaces({ settings, inputs, outputFolder, declared }: RunGraph): readonly Diagnostic[] {
  if (!isInWorkspace(settings.workspaceRoot, outputFolder)) {
    const message = `the output folder "${settings.outputDir}" leads out of the workspace through a link`;
    return [{ severity: 'error', code: 'output-folder', message, hint: 'give the target a folder in the workspace' }];
  }
  const named = [...schemaFiles(settings), ...namedModules(settings).map(([, path]) => path)];
  const { paths, problems } = realPlaces(settings.workspaceRoot, Object.keys(inputs.hashes), named);
  return problems.length === 0 && declared
    ? undeclaredReads(paths, declared, 'reads', ignoredFiles(settings.workspaceRoot).isIgnored)
    : problems;
}
