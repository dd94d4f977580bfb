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
import { moveSourceMap } from './source-map';

export interface CommandJob {
  /** Relative to the output folder; on disk already. */
  readonly source: string;
  readonly compiler: number;
  /** The files to make, `{output}` first; relative to the output folder. */
  readonly outputs: readonly string[];
}

/** A file of the workspace that a compiler says it read. */
export interface CommandRead {
  /** Relative to the workspace. */
  readonly path: string;
  /** Given where it lies in the output folder, links resolved: made by this very run, so no input of it. */
  readonly own?: string;
  /** Whether Nx can hash it by this name: not behind a link of a folder. */
  readonly isHashable: boolean;
}

export interface CommandResult {
  /** Those of the job's outputs, in their order. */
  readonly files: readonly CompiledFile[];
  /** Beside the source; sorted. A file behind a link is there by the name that the compiler has for it, too. */
  readonly reads: readonly CommandRead[];
}

/**
 * Runs a compiler command for each job, some at a time, and stages what it makes. An argument array and no
 * shell: nothing in a file's name can become a command. Results and failures come in the order of the jobs.
 *
 * @param see told of each file that a compiler says it read as soon as it has ended; whether what is there now is surely
 *   what it read. Where it is not, the compiler runs once more: by then, it has been seen what is there.
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
  const tokensOfOutputs = ['{output}', ...compiler.outputs];
  for (const [at, path] of staged.entries()) {
    const made = statOrNothing(path);
    if (made?.isFile()) continue;
    const name = tokensOfOutputs[at] ?? '';
    const what = made ? `${kindOf(made)}, not a file, as ${name}` : `no ${name}`;
    const hint =
      at === 0 ? 'the command must write to {output}' : 'let the command write it, or take it out of "outputs"';
    return fail(`${program} ended well but made ${what}`, hint);
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
    const placed = moveSourceMap(path, bytes, folder, dirname(join(workspaceRoot, outputDir, path)));
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

/** Files outside of the workspace belong to the machine, not to us, and what the command has made beside its output to it. */
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
