import { resolve } from 'node:path';
import { readCodegenRecords, type CodegenRecord } from '../state/codegen-records';
import { stateFolder } from '../state/folder';
import { NotAFileError, readRegularText } from '../state/regular-file';
import { listRuns, parseRun, readRun, runsFolder, type RunRecord } from '../state/run-records';
import { UsageError, type Invocation } from './command';

/** Run records whose id is shown where an id was not found. */
const SHOWN_IDS = 5;

/** All recorded runs that can be read, the oldest first; one line on standard error for those that cannot. */
export function recordedRuns({ workspaceRoot, env }: Pick<Invocation, 'workspaceRoot' | 'env'>): RunRecord[] {
  const folder = stateFolder(workspaceRoot, env);
  const ids = listRuns(folder);
  const runs = ids.flatMap((id) => readRun(folder, id) ?? []);
  const lost = ids.length - runs.length;
  if (lost > 0) {
    const which = lost === 1 ? 'record that is' : 'records that are';
    process.stderr.write(`nx-workflow: left out ${lost} run ${which} damaged or of another version\n`);
  }
  return runs;
}

/** The run that an id, or the beginning of one, names; `last` and nothing name the newest. */
export function chooseRun(runs: readonly RunRecord[], id: string | undefined): RunRecord {
  const newest = runs.at(-1);
  if (!newest)
    throw new UsageError(
      'no run is recorded in this workspace yet',
      'run Nx by "nx-workflow profile record -- …", or add "nx-workflow/records" to the plugins in nx.json',
    );
  if (id === undefined || id === 'last') return newest;
  const found = runs.filter((run) => run.id.startsWith(id));
  const [first] = found;
  if (first && (found.length === 1 || first.id === id)) return first;
  const ids = (found.length > 1 ? found : runs).slice(-SHOWN_IDS).map((run) => run.id);
  const problem =
    found.length > 1 ? `"${id}" begins the ids of ${found.length} runs` : `no recorded run is called "${id}"`;
  throw new UsageError(problem, `the newest are ${ids.join(', ')}`);
}

/**
 * A record in a file, mostly of another machine, or one of this workspace by its id.
 *
 * @param runs of this workspace
 */
export function runElsewhere(
  { workspaceRoot, env }: Pick<Invocation, 'workspaceRoot' | 'env'>,
  fileOrId: string,
  runs: readonly RunRecord[],
): RunRecord {
  let text: string;
  try {
    text = readRegularText(resolve(fileOrId));
  } catch (error) {
    if (error instanceof NotAFileError) throw new UsageError(`${fileOrId} is ${error.kind}, not a file`);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new UsageError(`${fileOrId} cannot be read: ${code}`);
    const found = runs.find(({ id }) => id === fileOrId);
    if (found) return found;
    const folder = stateFolder(workspaceRoot, env);
    const hint = `name a record, as Nx's runs leave them in ${runsFolder(folder)}, or the id of one that is there`;
    throw new UsageError(`there is no file and no recorded run "${fileOrId}"`, hint);
  }
  const run = parseRun(text);
  if (!run) throw new UsageError(`${fileOrId} is no record of a run, or one of another version`);
  return run;
}

/** What codegen tasks left behind while a run lasted. */
export function codegenRecordsOf(
  { workspaceRoot, env }: Pick<Invocation, 'workspaceRoot' | 'env'>,
  { startTime, endTime }: RunRecord,
): CodegenRecord[] {
  return readCodegenRecords(stateFolder(workspaceRoot, env), startTime, endTime);
}
