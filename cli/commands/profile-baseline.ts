import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { sweepTemporary } from '../../state/sweep';
import { toBaseline, type Baseline } from '../../profile/baseline';
import { duration, plural } from '../../profile/format';
import { statistics } from '../../profile/noise';
import { baselineFile, serializeBaseline } from '../baseline-file';
import { UsageError, type Command, type Invocation } from '../command';
import { generatedFolders, measureRun, removeGenerated, type MeasuredRun } from '../measure-runs';
import { pluginOptions } from '../plugin-options';
import { readNxJson } from '../workspace';

export const baseline: Command = {
  name: 'profile baseline',
  argument: '[name]',
  passthrough: 'arguments of nx',
  summary: 'run a workflow several times without the cache, and record how long it takes',
  help: `Runs Nx without its cache, without the daemon and with an empty template cache, and writes the durations
of all tasks to baselines/<name>.json, to be committed and compared later. Runs all workflows, or the command
after "--": nx-workflow profile baseline before -- run shop:workflow

Generated files that are up to date stay so; with --from-scratch they are removed before each run.`,
  options: [
    { name: 'runs', type: 'string', help: 'number of runs (default 3, the minimum for a comparison)' },
    { name: 'from-scratch', type: 'boolean', help: 'remove the output folders of codegen targets before each run' },
    { name: 'file', type: 'string', help: 'write into this file instead' },
  ],
  async run(invocation) {
    const { workspaceRoot, positionals, flags } = invocation;
    const name = positionals[0] ?? 'default';
    const file = typeof flags['file'] === 'string' ? fromRoot(workspaceRoot, flags['file']) : baselineFile(name);
    const count = Number(flags['runs'] ?? 3);
    if (!Number.isInteger(count) || count < 1)
      throw new UsageError(`--runs is "${String(flags['runs'])}", not a whole number above 0`);
    const fromScratch = flags['from-scratch'] === true;
    const measured = await measure(invocation, count, fromScratch);
    if (typeof measured === 'number') {
      const text = `run ${measured} of ${count} failed, so no baseline was written; what it printed is above`;
      return { code: 1, text, json: { file: null, failedRun: measured, baseline: null } };
    }
    const { platform, arch } = process;
    const made = toBaseline({ name, fromScratch, platform, arch, runs: measured });
    sweepTemporary(dirname(join(workspaceRoot, file)));
    writeFileAtomic(join(workspaceRoot, file), serializeBaseline(made));
    return { code: 0, text: describe(made, file, measured), json: { file, failedRun: null, baseline: made } };
  },
};

/** The measured runs, or the number of the one that failed. */
async function measure(invocation: Invocation, count: number, fromScratch: boolean): Promise<MeasuredRun[] | number> {
  const { workspaceRoot } = invocation;
  const command = nxCommand(invocation);
  const folders = fromScratch ? await generatedFolders(invocation, command) : [];
  const runs: MeasuredRun[] = [];
  for (let number = 1; number <= count; number++) {
    removeGenerated(workspaceRoot, folders);
    process.stderr.write(`nx-workflow: run ${number} of ${count}: nx ${command.join(' ')}\n`);
    const run = await measureRun(workspaceRoot, command);
    if (!run) return number;
    runs.push(run);
  }
  return runs;
}

function nxCommand({ workspaceRoot, passthroughArgs }: Invocation): string[] {
  const workflow = pluginOptions(workspaceRoot, readNxJson(workspaceRoot)).options.workflowTargetName ?? 'workflow';
  const command = passthroughArgs.length > 0 ? passthroughArgs : ['run-many', '-t', workflow];
  return command.includes('--skip-nx-cache') ? [...command] : [...command, '--skip-nx-cache'];
}

function fromRoot(workspaceRoot: string, file: string): string {
  const path = relative(workspaceRoot, resolve(file));
  if (path.startsWith('..') || isAbsolute(path)) throw new UsageError(`${file} is outside the workspace`);
  return path.replaceAll('\\', '/');
}

function describe({ name, runs, ms, tasks, fromScratch }: Baseline, file: string, measured: MeasuredRun[]): string {
  const { median, min, max } = statistics(ms) ?? { median: 0, min: 0, max: 0 };
  const lines = [
    `${name}: ${plural(runs, 'run')} of ${plural(tasks.length, 'task')}, median ${duration(median)} (${duration(min)}–${duration(max)})`,
  ];
  const fresh = measured.at(-1)?.codegen.reduce((sum, { generation }) => sum + generation.fresh, 0) ?? 0;
  if (!fromScratch && fresh > 0)
    lines.push(`code generation found ${plural(fresh, 'file')} up to date; --from-scratch measures it without them`);
  return [...lines, `wrote ${file}`].join('\n');
}
