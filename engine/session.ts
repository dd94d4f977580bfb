import { setImmediate as turn } from 'node:timers/promises';
import { isFileError } from './file-problem';
import {
  areSameFolders,
  isSameManifestFile,
  manifestPath,
  pathOfIndex,
  readBaseline,
  type Baseline,
} from './graph/baseline';
import { saveIndex } from './graph/save-index';
import type { IndexEntry } from './graph/index-file';
import { isNothingChanged, scanInSteps, scanNamed } from './graph/scan';
import { CLOCK_TICK, identityOf, statOrNothing } from './graph/stat';
import { freshReport, type RunReport } from './report/report';
import { runCodegen } from './run';
import type { KeptGraph, RunContext } from './run-context';
import type { Settings } from './settings';

/** The graph in memory, with the data that shows whether another process has written since. */
interface KnownGraph extends Baseline {
  readonly indexFile: string;
  /** False if the index on disk is older. */
  readonly isSaved: boolean;
}

/** The result of checking all files. */
export interface CheckResult {
  /** True if a file differs from what the last run left, although no change was reported. */
  readonly differs: boolean;
  /** Time of the check itself, in nanoseconds. */
  readonly durationNs: number;
}

/**
 * A target in a long-lived process such as `watch`. After a run that left every file up to date, the graph stays in
 * memory. The next run then checks only the files that are reported as changed, and the outputs that it replaces. All
 * other files are checked after the round, in steps. If anything is unexpected, the graph is dropped and the next run
 * checks everything.
 */
export class Session {
  private known: KnownGraph | undefined;
  /** The last run checked everything and succeeded without findings. */
  private isLastRunClean = false;

  constructor(
    private readonly settings: Settings,
    private readonly context: RunContext,
  ) {}

  /**
   * Runs the target once.
   *
   * @param named the only files known to have changed, relative to the workspace root; undefined: unknown
   */
  async run(named?: readonly string[]): Promise<RunReport> {
    const began = process.hrtime.bigint();
    const clock = (): number => Number(process.hrtime.bigint() - began);
    const { known } = this;
    this.known = undefined;
    const byName = known && named && (await this.runNamed(known, named, clock));
    if (byName) return byName;
    if (known) this.save(known);
    const report = await runCodegen(this.settings, this.context);
    this.isLastRunClean = report.success && report.diagnostics.length === 0;
    return { ...report, durationNs: clock() };
  }

  /**
   * Checks all files against the last run, in steps between which other work can be done. Not needed after a run that
   * checked everything: then the graph is only read from disk.
   *
   * @param isWanted called between steps; false cancels
   * @returns undefined if nothing was checked or the check was cancelled
   */
  async check(isWanted: () => boolean): Promise<CheckResult | undefined> {
    const { known } = this;
    if (!known) {
      if (this.isLastRunClean) this.known = this.read();
      return undefined;
    }
    let durationNs = 0;
    const timed = <T>(work: () => T): T => {
      const began = process.hrtime.bigint();
      const result = work();
      durationNs += Number(process.hrtime.bigint() - began);
      return result;
    };
    const steps = scanInSteps(this.settings, this.context.declared, known);
    let step = timed(() => steps.next());
    while (!step.done) {
      await turn();
      if (!isWanted()) return undefined;
      step = timed(() => steps.next());
    }
    const scan = step.value;
    const isSame = scan !== undefined && isNothingChanged(scan) && this.isUntouched(known);
    timed(() => {
      if (!isSame) this.forget();
      else if (!known.isSaved || scan.newer.size > 0 || scan.fresh !== known.fresh) {
        this.known = this.saved({ ...known, fresh: scan.fresh }, scan.newer);
      }
    });
    return { differs: !isSame, durationNs };
  }

  /** Drops the graph after saving it for other processes. */
  forget(): void {
    if (this.known) this.save(this.known);
    this.known = undefined;
  }

  /** Undefined if a full run is needed. */
  private async runNamed(
    known: KnownGraph,
    named: readonly string[],
    clock: () => number,
  ): Promise<RunReport | undefined> {
    try {
      const scan = this.isUntouched(known) ? scanNamed(this.settings, this.context.declared, known, named) : undefined;
      if (!scan) return undefined;
      if (isNothingChanged(scan)) {
        this.known = { ...known, index: known.index.updated(known.index.header, scan.newer), isSaved: false };
        return freshReport(scan.fresh, clock());
      }
      const { runStages } = require('./stages') as typeof import('./stages');
      const report = await runStages(
        this.settings,
        { ...this.context, onKept: (kept) => this.keep(known, kept) },
        clock,
        scan,
      );
      this.isLastRunClean = false;
      return report;
    } catch (error) {
      // The full run that follows reports the error.
      if (!isFileError(error)) throw error;
      return undefined;
    }
  }

  private keep(before: KnownGraph, { manifest, index }: KeptGraph): void {
    const { fresh } = index.header;
    if (!fresh) return;
    const manifestFile = identityOf(statOrNothing(manifestPath(this.settings)));
    this.known = { ...before, index, fresh, manifest, manifestFile, isSaved: false };
  }

  /** Reads the graph from disk. */
  private read(): KnownGraph | undefined {
    const indexFile = this.indexFile();
    const baseline = readBaseline(this.settings);
    const known = baseline && { ...baseline, indexFile, isSaved: true };
    return known && this.isUntouched(known) ? known : undefined;
  }

  /** True if manifest, index and output folder show no write by another process. */
  private isUntouched(known: KnownGraph): boolean {
    return (
      isSameManifestFile(this.settings, known) &&
      this.indexFile() === known.indexFile &&
      areSameFolders(this.settings, known.fresh.folders)
    );
  }

  /** Saves the index for other processes. Files that were touched since the index was read will be hashed again. */
  private save(known: KnownGraph): void {
    if (!known.isSaved) this.saved(known, known.index.untrustedSince(known.written));
  }

  /** Undefined if another process has written since, or if the index cannot be written. */
  private saved(known: KnownGraph, newer: ReadonlyMap<number, IndexEntry>): KnownGraph | undefined {
    if (!this.isUntouched(known)) return undefined;
    const path = pathOfIndex(this.settings);
    const index = known.index.updated({ ...known.index.header, fresh: known.fresh }, newer);
    saveIndex(path, index.encoded());
    const stat = statOrNothing(path);
    const indexFile = identityOf(stat);
    if (!stat || indexFile === known.indexFile) return undefined;
    return { ...known, index, written: stat.mtimeMs - CLOCK_TICK, indexFile, isSaved: true };
  }

  private indexFile(): string {
    return identityOf(statOrNothing(pathOfIndex(this.settings)));
  }
}
