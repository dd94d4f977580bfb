import { realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { historyText, runHistory } from '../../profile/history';
import { profileHtml } from '../../profile/html/page';
import { profileMarkdown } from '../../profile/markdown';
import { profileRun, type RunProfile } from '../../profile/run-profile';
import { profileText } from '../../profile/text';
import { profileTrace } from '../../profile/trace';
import { writeFileAtomic } from '../../state/atomic-write';
import { sweepTemporary } from '../../state/sweep';
import { UsageError, type Command, type CommandResult, type Invocation } from '../command';
import { chooseRun, codegenRecordsOf, recordedRuns } from '../recorded-runs';
import { baseline } from './profile-baseline';
import { compare } from './profile-compare';
import { record } from './profile-record';

const FORMATS = ['text', 'json', 'markdown', 'html', 'trace'];

export const profile: Command = {
  name: 'profile',
  argument: '',
  summary: 'show where the time of a run went, and compare runs',
  help: `Reads run records: "profile record" writes one, and the plugin "nx-workflow/records" one for each run.
For the last run, or the one given by --run: its critical path, tasks and phases of code generation, how well
it used its lanes, what the cache saved, and what to speed up next. "markdown" is a summary for CI pages, "html" is
a standalone page, "trace" opens in Perfetto.`,
  options: [
    { name: 'run', type: 'string', help: 'the id of a recorded run, or the beginning of one; default: the last' },
    { name: 'last', type: 'string', help: 'compare this many last runs side by side, as text or json' },
    { name: 'format', type: 'string', help: 'text (default), json, markdown, html or trace' },
    { name: 'output', type: 'string', help: 'write into this file instead of standard output' },
    { name: 'all', type: 'boolean', help: 'list all tasks' },
  ],
  subcommands: { record, baseline, compare },
  run(invocation) {
    const format = String(invocation.flags['format'] ?? 'text');
    if (!FORMATS.includes(format)) throw new UsageError(`--format is "${format}"`, `use ${FORMATS.join(', ')}`);
    const result = invocation.flags['last'] === undefined ? oneRun(invocation, format) : lastRuns(invocation, format);
    const { output } = invocation.flags;
    if (typeof output !== 'string') return Promise.resolve(result);
    const content = invocation.flags['json'] === true ? JSON.stringify(result.json, null, 2) : result.text;
    writeWhole(resolve(output), `${content}\n`);
    return Promise.resolve({ ...result, text: `wrote ${output}`, json: { wrote: output } });
  },
};

/** Writes atomically, unless the path is a device or a pipe. */
function writeWhole(path: string, content: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) writeFileSync(path, content);
  else {
    const place = there ? realpathSync(path) : path;
    sweepTemporary(dirname(place));
    writeFileAtomic(place, content);
  }
}

function oneRun(invocation: Invocation, format: string): CommandResult {
  const runs = recordedRuns(invocation);
  const id = invocation.flags['run'];
  const run = chooseRun(runs, typeof id === 'string' ? id : undefined);
  const json = profileRun({ run, history: runs, codegen: codegenRecordsOf(invocation, run) });
  return { code: 0, text: inFormat(json, format, invocation.flags['all'] === true), json };
}

function inFormat(report: RunProfile, format: string, all: boolean): string {
  switch (format) {
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'markdown':
      return profileMarkdown(report, all);
    case 'html':
      return profileHtml(report).trimEnd();
    case 'trace':
      return JSON.stringify(profileTrace(report));
    default:
      return profileText(report, all);
  }
}

function lastRuns(invocation: Invocation, format: string): CommandResult {
  const count = Number(invocation.flags['last']);
  if (!Number.isInteger(count) || count < 1)
    throw new UsageError(`--last is "${String(invocation.flags['last'])}", not a whole number above 0`);
  if (['markdown', 'html', 'trace'].includes(format))
    throw new UsageError(
      `--last cannot be combined with --format ${format}`,
      'that format shows one run; choose it with --run',
    );
  if (invocation.flags['run'] !== undefined) throw new UsageError('--run and --last cannot be combined');
  const runs = recordedRuns(invocation);
  chooseRun(runs, undefined);
  const json = runHistory(runs.slice(-count), runs);
  return { code: 0, text: format === 'json' ? JSON.stringify(json, null, 2) : historyText(json), json };
}
