import { profileRun } from '../../profile/run-profile';
import { countsText } from '../../profile/words';
import { duration } from '../../profile/format';
import { RECORD_THIS_RUN } from '../../plugin/record-this-run';
import { stateFolder } from '../../state/folder';
import { listRuns, readRun, type RunRecord } from '../../state/run-records';
import { UsageError, type Command, type Invocation } from '../command';
import { runNx } from '../run-nx';

export const record: Command = {
  name: 'profile record',
  argument: '',
  passthrough: 'a command of nx',
  summary: 'run Nx once and keep a record of that run',
  help: `Runs the Nx command after "--" with Nx's cache, but without the daemon, and keeps the record that
"profile" and "explain" read: nx-workflow profile record -- affected -t build

nx.json stays as it is. For a record of every run, add "nx-workflow/records" to its plugins.`,
  options: [],
  async run(invocation) {
    const { workspaceRoot, passthroughArgs } = invocation;
    const command = passthroughArgs[0] === 'nx' ? passthroughArgs.slice(1) : passthroughArgs;
    if (command.length === 0)
      throw new UsageError('no Nx command given', 'write it after "--": profile record -- run-many -t build');
    const before = new Set(listRuns(stateFolder(workspaceRoot, invocation.env)));
    const { code } = await runNx(workspaceRoot, command, { NX_DAEMON: 'false', [RECORD_THIS_RUN]: '1' });
    const run = newRun(invocation, before);
    if (!run) throw new UsageError(`"nx ${command.join(' ')}" wrote no record`, whyNone(invocation));
    const counts = countsText(profileRun({ run, history: [], codegen: [] }));
    const text = `recorded run ${run.id}: ${duration(run.ms)}, ${counts}\n"nx-workflow profile" shows where its time went`;
    return { code: code === 0 ? 0 : 1, text, json: { run: run.id, code } };
  },
};

function newRun({ workspaceRoot, env }: Invocation, before: ReadonlySet<string>): RunRecord | undefined {
  const folder = stateFolder(workspaceRoot, env);
  const id = listRuns(folder).findLast((one) => !before.has(one));
  return id === undefined ? undefined : readRun(folder, id);
}

function whyNone({ env }: Invocation): string {
  return env['NX_WORKFLOW_KEEP_RUNS'] === '0'
    ? 'NX_WORKFLOW_KEEP_RUNS is 0'
    : 'it must run tasks, and "nx-workflow" must be among the plugins in nx.json';
}
