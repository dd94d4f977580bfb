import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { FileCompiler } from '../compile/file-compiler';
import { fileProblem, isFileError } from '../file-problem';
import { typescriptCompilersFor } from '../compile/compilers-for';
import type { Settings } from '../settings';
import { changedWhileReading } from './failures';
import type {
  CompiledFile,
  CompileJob,
  CopyJob,
  FreshParts,
  JobResult,
  LoadedPattern,
  RenderedFile,
  SkippedFile,
  StagedFile,
} from './job';

/** A rendered text and its path, before it is written. Plain data. */
export interface Draft {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  readonly partials: readonly string[];
  /** Set if the text is formatted: see `GeneratedEntry`. */
  readonly formatted?: string;
  readonly emit: number;
  /** Its pattern or source file; null for the whole library. */
  readonly pattern: string | null;
}

/** Takes the place of a draft if `when` yields no file. */
export interface SkippedDraft extends SkippedFile {
  readonly isSkipped: true;
}

/** The result of rendering a job: a text, a skip or an error for each emit. Plain data. */
export interface DraftedJob {
  readonly kind: 'drafted';
  readonly patterns: readonly LoadedPattern[];
  readonly parts: readonly (Draft | SkippedDraft | Diagnostic)[];
}

/** A job for the emit stage. It needs no user code. */
export type EmitStageJob = DraftedJob | CopyJob | CompileJob;

/** True if rendering has failed. */
export function hasFailedPart(job: EmitStageJob): boolean {
  return job.kind === 'drafted' && job.parts.some((part) => 'severity' in part);
}

/** The input of the emit stage. Plain data. */
export interface EmitStageInput {
  readonly settings: Settings;
  /** Path of each emit's template, relative to the workspace, by emit index. */
  readonly emitTemplates: readonly string[];
  readonly freshParts: FreshParts;
  /** Absolute path of an existing folder on the file system of the output folder; undefined: nothing is written. */
  readonly stagingFolder: string | undefined;
  /** Prefix of this thread's staged files, unique to the thread. */
  readonly stagingPrefix: string;
}

const NOTHING: JobResult = { patterns: [], rendered: [], skipped: [], compiled: [], failures: [] };

/** Describes the template and the pattern of a text, for messages. */
export function madeBy({ emitTemplates }: Pick<EmitStageInput, 'emitTemplates'>, { emit, pattern }: Draft): string {
  return `${emitTemplates[emit] ?? ''}${pattern === null ? '' : ` from ${pattern}`}`;
}

/** Compiles, hashes and stages rendered texts. Runs no user code, so a new thread is ready at once. */
export class EmitStage {
  /** Total time in nanoseconds. */
  busyNs = 0;
  /** Time for compiling and staging compiled files, in nanoseconds. */
  compileNs = 0;
  private readonly compiler: FileCompiler;
  private counter = 0;

  /** @param onText called with every text and its path in the output folder */
  constructor(
    private readonly input: EmitStageInput,
    private readonly onText?: (path: string, text: string) => void,
  ) {
    this.compiler = new FileCompiler(input.settings);
  }

  /** Finishes a job. Errors of the file system are failures of the job. */
  finish(job: EmitStageJob): JobResult {
    const started = process.hrtime.bigint();
    try {
      if (job.kind === 'copy') return this.copy(job);
      return job.kind === 'compile' ? this.compileOnly(job) : this.finishDrafts(job);
    } catch (error) {
      if (!isFileError(error)) throw error;
      return { ...NOTHING, failures: [fileProblem(error, this.input.settings)] };
    } finally {
      this.busyNs += Number(process.hrtime.bigint() - started);
    }
  }

  private copy({ emit, source, path, sha256: expected }: CopyJob): JobResult {
    const { settings } = this.input;
    const bytes = readRegular(join(settings.workspaceRoot, source));
    if (sha256(bytes) !== expected) return { ...NOTHING, failures: [changedWhileReading(source)] };
    const file = { ...this.stage(path, bytes, path), emit, pattern: source, partials: [] };
    const compilers = this.compilersDue(file);
    const problem = compilers.length > 0 ? encodingProblem(source, bytes) : undefined;
    if (problem) return { ...NOTHING, failures: [problem] };
    const { compiled, failures } = this.compile(path, bytes.toString('utf8'), compilers, `copying ${source}`);
    return failures.length > 0 ? { ...NOTHING, failures } : { ...NOTHING, rendered: [file], compiled };
  }

  /** Indexes of the compilers that have to compile a file; those that compiled the same bytes before are left out. */
  private compilersDue({ path, sha256: hash }: StagedFile): number[] {
    const { settings, freshParts } = this.input;
    const fresh = freshParts.get(path);
    const skip = fresh?.sha256 === hash ? fresh.compilers : [];
    return typescriptCompilersFor(settings, path).filter((one) => !skip.includes(one));
  }

  private compileOnly({ source, sha256: expected, compilers }: CompileJob): JobResult {
    const { workspaceRoot, outputDir } = this.input.settings;
    const bytes = readRegular(join(workspaceRoot, outputDir, source));
    if (sha256(bytes) !== expected) {
      return { ...NOTHING, failures: [changedWhileReading(`${outputDir}/${source}`)] };
    }
    return { ...NOTHING, ...this.compile(source, bytes.toString('utf8'), compilers, '') };
  }

  private finishDrafts({ patterns, parts }: DraftedJob): JobResult {
    const rendered: RenderedFile[] = [];
    const skipped: SkippedFile[] = [];
    const compiled: CompiledFile[] = [];
    const failures: Diagnostic[] = [];
    for (const part of parts) {
      if ('severity' in part) {
        failures.push(part);
        continue;
      }
      const { emit, pattern, partials } = part;
      if ('isSkipped' in part) {
        skipped.push({ emit, pattern, partials });
        continue;
      }
      const { path, text, formatted } = part;
      const file: RenderedFile = {
        ...this.stage(path, text, path),
        emit,
        pattern,
        partials,
        ...(formatted === undefined ? {} : { formatted }),
      };
      const made = this.compile(path, text, this.compilersDue(file), madeBy(this.input, part));
      failures.push(...made.failures);
      // A file that does not compile is not written: it and its compiled files belong together.
      if (made.failures.length > 0) continue;
      rendered.push(file);
      compiled.push(...made.compiled);
    }
    return { patterns, rendered, skipped, compiled, failures };
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
        if ('path' in one) compiled.push({ ...this.stage(one.path, one.text, source), compiler, source });
        else failures.push(one);
      }
    }
    this.compileNs += Number(process.hrtime.bigint() - started);
    return { compiled, failures };
  }

  /**
   * @param text the text or bytes to write
   * @param source the generated file itself, or the one that this file is compiled from
   */
  private stage(path: string, text: string | Buffer, source: string): StagedFile {
    const { stagingFolder, stagingPrefix, freshParts } = this.input;
    if (typeof text === 'string') this.onText?.(path, text);
    // Node hashes and writes a string without making a Buffer of it.
    const hash = sha256(text);
    const file = { path, staged: '', sha256: hash, size: Buffer.byteLength(text), mtime: 0, inode: 0 };
    const isInPlace = freshParts.get(source)?.inPlace.some(([place, there]) => place === path && there === hash);
    if (stagingFolder === undefined || isInPlace) return file;
    const staged = join(stagingFolder, `${stagingPrefix}${this.counter++}`);
    writeFileSync(staged, text);
    const { mtimeMs: mtime, ino: inode } = statSync(staged);
    return { ...file, staged, mtime, inode };
  }
}
