import { resolve } from 'node:path';
import { readCodegenRecords, type CodegenRecord } from '../state/codegen-records';
import { stateFolder } from '../state/folder';
import { NotAFileError, readRegularText } from '../state/regular-file';
import { listRuns, parseRun, readRun, runsFolder, type RunRecord } from '../state/run-records';
import { UsageError, type Invocation } from './command';

/** The number of ids that are shown if an id is not found. */
const MAX_IDS = 5;

/** All readable run records, oldest first. Prints one line on standard error if some are unreadable. */
export function recordedRuns({ workspaceRoot, env }: Pick<Invocation, 'workspaceRoot' | 'env'>): RunRecord[] {
  const folder = stateFolder(workspaceRoot, env);
  const ids = listRuns(folder);
  const runs = ids.flatMap((id) => readRun(folder, id) ?? []);
  const lost = ids.length - runs.length;
  if (lost > 0) {
    const which = lost === 1 ? 'record that is' : 'records that are';
    process.stderr.write(`nx-workflow: skipped ${lost} run ${which} damaged or of another version\n`);
  }
  return runs;
}

/** The run with an id or with the beginning of an id; for `last` and undefined, the newest. */
export function chooseRun(runs: readonly RunRecord[], id: string | undefined): RunRecord {
  const newest = runs.at(-1);
  if (!newest)
    throw new UsageError(
      'no run is recorded in this workspace yet',
      'record one with "nx-workflow profile record -- …", or add "nx-workflow/records" to the plugins in nx.json',
    );
  if (id === undefined || id === 'last') return newest;
  const found = runs.filter((run) => run.id.startsWith(id));
  const [first] = found;
  if (first && (found.length === 1 || first.id === id)) return first;
  const ids = (found.length > 1 ? found : runs).slice(-MAX_IDS).map((run) => run.id);
  const problem =
    found.length > 1
      ? `"${id}" is ambiguous: the ids of ${found.length} runs begin with it`
      : `there is no recorded run "${id}"`;
  throw new UsageError(problem, `the newest are ${ids.join(', ')}`);
}

/**
 * The record in a file, mostly from another machine, or a run of this workspace by its id.
 *
 * @param runs runs of this workspace
 */
export function findComparedRun(
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
  if (!run) throw new UsageError(`${fileOrId} is not a run record, or was written by another version`);
  return run;
}

/** The records that codegen tasks wrote during a run. */
export function codegenRecordsOf(
  { workspaceRoot, env }: Pick<Invocation, 'workspaceRoot' | 'env'>,
  { startTime, endTime }: RunRecord,
): CodegenRecord[] {
  return readCodegenRecords(stateFolder(workspaceRoot, env), startTime, endTime);
}
