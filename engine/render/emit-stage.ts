import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { FileCompiler } from '../compile/file-compiler';
import { fileProblem, isFileError } from '../file-problem';
import { typescriptCompilersFor } from '../compile/compilers-for';
import type { Settings } from '../settings';
import { changedWhileReading } from './failures';
import type { CompiledFile, CompileJob, FreshParts, JobResult, LoadedPattern, RenderedFile, StagedFile } from './job';

/** A rendered text and its file, before anything is written. Plain data. */
export interface Draft {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  readonly partials: readonly string[];
  /** Given where the text is a formatted one: see `GeneratedEntry`. */
  readonly formatted?: string;
  readonly emit: number;
  /** The pattern's spec; null for a file of the whole library. */
  readonly pattern: string | null;
}

/** The result of rendering a job: for each emit a text, or the error. Plain data. */
export interface DraftedJob {
  readonly kind: 'drafted';
  readonly patterns: readonly LoadedPattern[];
  readonly parts: readonly (Draft | Diagnostic)[];
}

/** The rest of a job, which needs no user code. */
export type Unfinished = DraftedJob | CompileJob;

/** Whether rendering has failed already. */
export function isFailed(job: Unfinished): boolean {
  return job.kind === 'drafted' && job.parts.some((part) => 'severity' in part);
}

/** The input of the emit stage. Plain data. */
export interface EmitStageInput {
  readonly settings: Settings;
  /** Path of each emit's template, relative to the workspace; by the emit's index. */
  readonly emitTemplates: readonly string[];
  readonly freshParts: FreshParts;
  /** Absolute path of an existing folder on the same file system as the output folder; undefined: nothing is written. */
  readonly stagingFolder: string | undefined;
  /** Begins the names of this thread's staged files; no other thread has it. */
  readonly stagingPrefix: string;
}

/** The template and the pattern of a text, in words. */
export function madeBy({ emitTemplates }: Pick<EmitStageInput, 'emitTemplates'>, { emit, pattern }: Draft): string {
  return `${emitTemplates[emit] ?? ''}${pattern === null ? '' : ` from ${pattern}`}`;
}

/** Compiles, hashes and stages rendered texts. Runs no user code, so a new thread can do it at once. */
export class EmitStage {
  /** Nanoseconds spent in all. */
  busyNs = 0;
  /** Nanoseconds spent on compiling and on staging its outputs. */
  compileNs = 0;
  private readonly compiler: FileCompiler;
  private counter = 0;

  /** @param onText told of every text, with the path of its file in the output folder */
  constructor(
    private readonly input: EmitStageInput,
    private readonly onText?: (path: string, text: string) => void,
  ) {
    this.compiler = new FileCompiler(input.settings);
  }

  /** A file system error fails the job. */
  finish(job: Unfinished): JobResult {
    const started = process.hrtime.bigint();
    try {
      return job.kind === 'compile' ? this.compileOnly(job) : this.finishDrafts(job);
    } catch (error) {
      if (!isFileError(error)) throw error;
      return { patterns: [], rendered: [], compiled: [], failures: [fileProblem(error, this.input.settings)] };
    } finally {
      this.busyNs += Number(process.hrtime.bigint() - started);
    }
  }

  private compileOnly({ source, sha256: expected, compilers }: CompileJob): JobResult {
    const { workspaceRoot, outputDir } = this.input.settings;
    const bytes = readRegular(join(workspaceRoot, outputDir, source));
    if (sha256(bytes) !== expected) {
      return { patterns: [], rendered: [], compiled: [], failures: [changedWhileReading(`${outputDir}/${source}`)] };
    }
    return { patterns: [], rendered: [], ...this.compile(source, bytes.toString('utf8'), compilers, '') };
  }

  private finishDrafts({ patterns, parts }: DraftedJob): JobResult {
    const rendered: RenderedFile[] = [];
    const compiled: CompiledFile[] = [];
    const failures: Diagnostic[] = [];
    const { settings, freshParts } = this.input;
    for (const part of parts) {
      if ('severity' in part) {
        failures.push(part);
        continue;
      }
      const { path, text, emit, pattern, partials, formatted } = part;
      const file: RenderedFile = {
        ...this.stage(path, text),
        emit,
        pattern,
        partials,
        ...(formatted === undefined ? {} : { formatted }),
      };
      const fresh = freshParts.get(path);
      const skip = fresh?.sha256 === file.sha256 ? fresh.compilers : [];
      const compilers = typescriptCompilersFor(settings, path).filter((one) => !skip.includes(one));
      const made = this.compile(path, text, compilers, madeBy(this.input, part));
      failures.push(...made.failures);
      // A file that does not compile is not kept: it and its compiled files belong together.
      if (made.failures.length > 0) continue;
      rendered.push(file);
      compiled.push(...made.compiled);
    }
    return { patterns, rendered, compiled, failures };
  }

  private compile(
    source: string,
    text: string,
    compilers: readonly number[],
    madeBy: string,
  ): { compiled: CompiledFile[]; failures: Diagnostic[] } {
    const compiled: CompiledFile[] = [];
    const failures: Diagnostic[] = [];
    if (compilers.length === 0) return { compiled, failures };
    const started = process.hrtime.bigint();
    for (const compiler of compilers) {
      for (const one of this.compiler.compile(compiler, source, text, madeBy)) {
        if ('path' in one) compiled.push({ ...this.stage(one.path, one.text), compiler, source });
        else failures.push(one);
      }
    }
    this.compileNs += Number(process.hrtime.bigint() - started);
    return { compiled, failures };
  }

  private stage(path: string, text: string): StagedFile {
    const { stagingFolder, stagingPrefix } = this.input;
    const staged = stagingFolder === undefined ? '' : join(stagingFolder, `${stagingPrefix}${this.counter++}`);
    // Node writes a text and hashes it without making an object of its bytes.
    if (staged !== '') writeFileSync(staged, text);
    this.onText?.(path, text);
    const { mtimeMs: mtime, ino: inode } = staged === '' ? { mtimeMs: 0, ino: 0 } : statSync(staged);
    return { path, staged, sha256: sha256(text), size: Buffer.byteLength(text), mtime, inode };
  }
}
