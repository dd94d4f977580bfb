import { toBaseline, type Baseline } from '../../profile/baseline';
import { compare as compareBaselines } from '../../profile/compare';
import { compareText } from '../../profile/compare-text';
import type { RunRecord } from '../../state/run-records';
import { readBaseline } from '../baseline-file';
import { UsageError, type Command, type Invocation } from '../command';
import { chooseRun, codegenRecordsOf, recordedRuns } from '../recorded-runs';

export const compare: Command = {
  name: 'profile compare',
  argument: '<a> <b>',
  summary: 'show what is faster or slower, beyond the noise',
  help: `Compares two baselines, by name or file, or recorded runs by id ("last" is the newest): for the run, for each
phase, each task and each phase of code generation, shows the medians, the spread, the ratio, and whether the
difference is beyond the noise. The exit code is 0 even if something is slower.`,
  options: [{ name: 'all', type: 'boolean', help: 'also list the tasks of workflows for each project' }],
  run(invocation) {
    const runs = (): RunRecord[] => recordedRuns(invocation);
    const [a = '', b = ''] = invocation.positionals;
    const json = compareBaselines(side(invocation, a, runs), side(invocation, b, runs));
    return Promise.resolve({ code: 0, text: compareText(json, invocation.flags['all'] === true), json });
  },
};

function side(invocation: Invocation, name: string, runs: () => readonly RunRecord[]): Baseline {
  const found = readBaseline(invocation.workspaceRoot, name);
  if (found) return found;
  let run: RunRecord;
  try {
    run = chooseRun(runs(), name);
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(`there is no baseline and no recorded run "${name}"`, error.hint);
    throw error;
  }
  const { platform, arch } = process;
  return toBaseline({
    name: run.id,
    fromScratch: false,
    platform,
    arch,
    runs: [{ run, codegen: codegenRecordsOf(invocation, run) }],
  });
}
