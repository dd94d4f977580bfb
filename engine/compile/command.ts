import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { kindOf, readRegularText } from '../../state/regular-file';
import { hashFile } from '../graph/index-file';
import { statOrNothing } from '../graph/stat';
import type { OnProgress } from '../report/progress';
import type { CompiledFile } from '../render/job';
import { isSameOrInside, type CommandSettings, type Settings } from '../settings';
import { parseDepfile } from './depfile';
import { runCommand } from './process-group';

export interface CommandJob {
  /** Relative to the output folder; on disk already. */
  readonly source: string;
  readonly compiler: number;
  /** The file to make, relative to the output folder. */
  readonly output: string;
}

export interface CommandResult {
  readonly file: CompiledFile;
  /** Files of the workspace that the compiler says it read, beside the source; relative to the workspace. */
  readonly reads: readonly string[];
}

/**
 * Runs a compiler command for each job, some at a time, and stages what it makes. An argument array and no
 * shell: nothing in a file's name can become a command. Results and failures come in the order of the jobs.
 *
 * @param onRead told of each file that a compiler says it read as soon as it has ended, with the time (milliseconds since
 *   1970) when it began
 */
export async function runCommands(
  settings: Settings,
  jobs: readonly CommandJob[],
  stagingFolder: string,
  atOnce: number,
  onProgress: OnProgress | undefined,
  onRead: (path: string, began: number) => void,
): Promise<{ results: readonly CommandResult[]; failures: readonly Diagnostic[] }> {
  const outcomes = new Array<CommandResult | Diagnostic | undefined>(jobs.length);
  let next = 0;
  let finished = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < jobs.length && !(failed && settings.onError === 'stop')) {
      const index = next++;
      const began = Date.now();
      const outcome = await runOne(settings, jobs[index]!, stagingFolder, index);
      outcomes[index] = outcome;
      if ('reads' in outcome) for (const path of outcome.reads) onRead(path, began);
      onProgress?.('compiling', ++finished, jobs.length);
      if ('severity' in outcome) failed = true;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, jobs.length)) }, worker));
  const done = outcomes.filter((one) => one !== undefined);
  const failures = done.filter((one): one is Diagnostic => 'severity' in one);
  return {
    results: done.filter((one): one is CommandResult => !('severity' in one)),
    // All jobs before a failed one have been run: the first failure is the same, however many ran at once.
    failures: settings.onError === 'stop' ? failures.slice(0, 1) : failures,
  };
}

async function runOne(
  settings: Settings,
  job: CommandJob,
  stagingFolder: string,
  index: number,
): Promise<CommandResult | Diagnostic> {
  const { workspaceRoot, outputDir } = settings;
  const compiler = settings.compilers[job.compiler] as CommandSettings;
  // A folder of its own per job: whatever else the command leaves beside its output goes with it.
  const folder = join(stagingFolder, `command-${index}`);
  mkdirSync(folder, { recursive: true });
  const output = join(folder, posix.basename(job.output));
  const depfile = join(folder, 'depfile.d');
  const input = posix.join(outputDir, job.source);
  const tokens: Record<string, string> = {
    '{input}': input,
    '{output}': relative(workspaceRoot, output),
    '{depfile}': relative(workspaceRoot, depfile),
  };
  const [program = '', ...args] = compiler.command.map((argument) =>
    argument.replace(/\{(input|output|depfile)\}/g, (token) => tokens[token] ?? token),
  );
  const fail = (message: string, hint?: string): Diagnostic => ({
    severity: 'error',
    code: 'compile-command',
    message,
    file: input,
    ...(hint === undefined || hint === '' ? {} : { hint }),
  });

  const outcome = await runCommand(program, args, workspaceRoot, { timeoutMs: compiler.timeout * 1000 });
  if (outcome.error) {
    const missing = outcome.error.code === 'ENOENT';
    return fail(
      missing ? `the compiler "${program}" was not found` : `the compiler "${program}" could not be started`,
      missing ? 'install it, or put it on the PATH' : outcome.error.message,
    );
  }
  if (outcome.timedOut) {
    const hint = 'look what it waits for, or give the compiler a larger "timeout"';
    return fail(
      `${program} did not end within ${compiler.timeout} s and was stopped`,
      `${hint}\n${outcome.output}`.trim(),
    );
  }
  if (outcome.code !== 0) {
    const how = outcome.signal ? `was ended by ${outcome.signal}` : `failed with exit code ${outcome.code}`;
    return fail(`${program} ${how}`, outcome.output.trim());
  }
  const made = statOrNothing(output);
  if (!made?.isFile()) {
    const what = made ? `${kindOf(made)}, not a file, as {output}` : 'no {output}';
    return fail(`${program} ended well but made ${what}`, 'the command must write to {output}');
  }
  let reads: string[] = [];
  if (compiler.depfile) {
    if (!statOrNothing(depfile)?.isFile()) {
      return fail(`${program} wrote no depfile`, 'give it the options for one, for example "-MMD", "-MF", "{depfile}"');
    }
    reads = workspaceReads(settings, parseDepfile(readRegularText(depfile))).filter((path) => path !== input);
  }
  const { sha256, size, mtime, inode } = hashFile(output);
  return {
    file: {
      path: job.output,
      staged: output,
      sha256,
      size,
      mtime,
      inode,
      compiler: job.compiler,
      source: job.source,
    },
    reads,
  };
}

/** Files of the workspace outside node_modules; system headers belong to the machine, not to us. */
function workspaceReads(settings: Settings, names: readonly string[]): string[] {
  const root = realpathSync(settings.workspaceRoot);
  const paths = names.flatMap((name) => {
    const absolute = resolve(settings.workspaceRoot, name);
    const real = existsSync(absolute) ? realpathSync(absolute) : absolute;
    const path = relative(root, real).split(sep).join('/');
    const outside = path.startsWith('../') || path === '' || /^([A-Za-z]:|\/)/.test(path);
    return outside || path.split('/').includes('node_modules') ? [] : [path];
  });
  return [...new Set(paths)].sort();
}

/** Whether a read lies in the output folder: made by this very run, so no input of it. */
export function isOwnOutput(settings: Settings, path: string): boolean {
  return isSameOrInside(path, settings.outputDir);
}
