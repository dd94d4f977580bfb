import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { isInside, toPosix } from '../../modules/paths';
import { realOrSame } from '../../state/real-path';
import { kindOf, readRegular, readRegularText } from '../../state/regular-file';
import { hashFile } from '../graph/index-file';
import { statOrNothing } from '../graph/stat';
import type { OnProgress } from '../report/progress';
import type { CompiledFile } from '../render/job';
import type { CommandSettings, Settings } from '../settings';
import { parseDepfile } from './depfile';
import { runCommand } from './process-group';
import { relocateSourceMap } from './source-map';

export interface CommandJob {
  /** Relative to the output folder; already on disk. */
  readonly source: string;
  readonly compiler: number;
  /** The output files, `{output}` first; relative to the output folder. */
  readonly outputs: readonly string[];
}

/** A file of the workspace that a compiler reports as read. */
export interface CommandRead {
  /** Relative to the workspace. */
  readonly path: string;
  /**
   * Set for a file in the output folder: its path with links resolved. Such a file is made by the same run, so it is
   * not an input.
   */
  readonly own?: string;
  /** False if the path goes through a link to a folder, so that Nx cannot hash it under this name. */
  readonly isHashable: boolean;
}

export interface CommandResult {
  /** The job's outputs, in order. */
  readonly files: readonly CompiledFile[];
  /**
   * Files other than the source, sorted. A file behind a link is listed under both its real path and the compiler's
   * path.
   */
  readonly reads: readonly CommandRead[];
}

/**
 * Runs a compiler command for each job, several at a time, and stages the outputs. Commands are spawned without a
 * shell, so file names cannot become commands. Results and failures are in the order of the jobs.
 *
 * @param see called with each reported read once its compiler has ended; returns false if the file may have changed
 * since it was read. Then the compiler runs once more, now that the current state is recorded.
 */
export async function runCommands(
  settings: Settings,
  jobs: readonly CommandJob[],
  stagingFolder: string,
  atOnce: number,
  onProgress: OnProgress | undefined,
  see: (read: CommandRead) => boolean,
): Promise<{ results: readonly CommandResult[]; failures: readonly Diagnostic[] }> {
  const outcomes = new Array<CommandResult | Diagnostic | undefined>(jobs.length);
  let next = 0;
  let finished = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < jobs.length && !(failed && settings.onError === 'stop')) {
      const index = next++;
      const run = (): ReturnType<typeof runOne> => runOne(settings, jobs[index]!, stagingFolder, index);
      const isSure = (done: CommandResult | Diagnostic): boolean =>
        !('reads' in done) || done.reads.map(see).every(Boolean);
      let outcome = await run();
      if (!isSure(outcome)) {
        outcome = await run();
        isSure(outcome);
      }
      outcomes[index] = outcome;
      onProgress?.('compiling', ++finished, jobs.length);
      if ('severity' in outcome) failed = true;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, jobs.length)) }, worker));
  const done = outcomes.filter((one) => one !== undefined);
  const failures = done.filter((one): one is Diagnostic => 'severity' in one);
  return {
    results: done.filter((one): one is CommandResult => !('severity' in one)),
    // All jobs before a failed one have run, so the first failure is the same for any concurrency.
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
  // One folder per job, so that other files of the command are removed with it.
  const folder = join(stagingFolder, `command-${index}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const staged = job.outputs.map((path) => join(folder, posix.basename(path)));
  const output = staged[0]!;
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
    const hint = 'find out what it waits for, or raise "timeout" of the compiler';
    return fail(
      `${program} did not end within ${compiler.timeout} s and was stopped`,
      `${hint}\n${outcome.output}`.trim(),
    );
  }
  if (outcome.code !== 0) {
    const how = outcome.signal ? `was ended by ${outcome.signal}` : `failed with exit code ${outcome.code}`;
    return fail(`${program} ${how}`, outcome.output.trim());
  }
  const tokensOfOutputs = ['{output}', ...compiler.outputs];
  for (const [at, path] of staged.entries()) {
    const made = statOrNothing(path);
    if (made?.isFile()) continue;
    const name = tokensOfOutputs[at] ?? '';
    const what = made ? `${kindOf(made)}, not a file, as ${name}` : `no ${name}`;
    const hint =
      at === 0 ? 'the command must write to {output}' : 'let the command write it, or take it out of "outputs"';
    return fail(`${program} succeeded but made ${what}`, hint);
  }
  let reads: CommandRead[] = [];
  if (compiler.depfile) {
    if (!statOrNothing(depfile)?.isFile()) {
      return fail(`${program} wrote no depfile`, 'give it the options for one, for example "-MMD", "-MF", "{depfile}"');
    }
    reads = workspaceReads(settings, stagingFolder, parseDepfile(readRegularText(depfile))).filter(
      ({ path }) => path !== input,
    );
  }
  const files: CompiledFile[] = [];
  for (const [at, path] of job.outputs.entries()) {
    const file = staged[at]!;
    const bytes = readRegular(file);
    const placed = relocateSourceMap(path, bytes, folder, dirname(join(workspaceRoot, outputDir, path)));
    if (placed !== bytes) writeFileSync(file, placed);
    if (placed.includes(posix.basename(toPosix(stagingFolder)))) {
      const message = `${program} wrote the path of {output} into ${posix.basename(path)}, and {output} lies elsewhere in each run`;
      return fail(message, 'look for an option that leaves out paths, or names them from the source');
    }
    const { sha256, size, mtime, inode } = hashFile(file);
    files.push({ path, staged: file, sha256, size, mtime, inode, compiler: job.compiler, source: job.source });
  }
  return { files, reads };
}

/**
 * The reads in the workspace, without files that the command made in its own folder. Files outside belong to the
 * machine.
 */
function workspaceReads(
  { workspaceRoot, outputDir }: Settings,
  stagingFolder: string,
  names: readonly string[],
): CommandRead[] {
  const root = realOrSame(workspaceRoot);
  const reads = new Map<string, CommandRead>();
  for (const name of names) {
    const given = resolve(workspaceRoot, name);
    if (isInside(stagingFolder, given) || !statOrNothing(given)) continue;
    const real = realOrSame(given);
    const own = isInside(join(root, outputDir), real) ? { own: toPosix(relative(root, real)) } : {};
    for (const path of [given, real]) {
      const base = [workspaceRoot, root].find((folder) => isInside(folder, path));
      if (base === undefined) continue;
      const shown = toPosix(relative(base, path));
      const isHashable = realOrSame(dirname(path)) === resolve(root, relative(base, dirname(path)));
      if (shown !== '') reads.set(shown, { path: shown, ...own, isHashable });
    }
  }
  return [...reads.values()].sort((a, b) => compareText(a.path, b.path));
}
