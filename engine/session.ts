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

/** The graph in memory, with what shows whether another process has written since. */
interface KnownGraph extends Baseline {
  readonly indexFile: string;
  /** Whether the index on the disk is this one. */
  readonly isSaved: boolean;
}

/** How a look at all files went. */
export interface Look {
  /** Something is not as the last run left it, although no change of it was reported. */
  readonly differs: boolean;
  /** Nanoseconds that it took, without what was done in between. */
  readonly durationNs: number;
}

/**
 * A target in a process that lives on, as `watch` has it. After a run that left nothing to do, the graph stays in memory;
 * a run for some files that are said to have changed then looks at those, and at the outputs that it is about to replace.
 * All other files are looked at after the round, in pieces. Where anything is not as expected, the graph is dropped, and
 * the next run looks at everything itself.
 */
export class Session {
  private known: KnownGraph | undefined;
  /** The last run looked at everything, and all was well. */
  private isWell = false;

  constructor(
    private readonly settings: Settings,
    private readonly context: RunContext,
  ) {}

  /**
   * One run.
   *
   * @param named files that have changed, where nothing else is known to have; relative to the workspace's root
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
    this.isWell = report.success && report.diagnostics.length === 0;
    return { ...report, durationNs: clock() };
  }

  /**
   * Looks whether all is as the last run left it, in pieces between which other work is done. A run that looked at
   * everything itself needs no such look: after it, the graph that it left is read from the disk.
   *
   * @param isWanted asked between the pieces
   * @returns undefined where nothing was looked at, or the look is not wanted any more
   */
  async look(isWanted: () => boolean): Promise<Look | undefined> {
    const { known } = this;
    if (!known) {
      if (this.isWell) this.known = this.read();
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

  /** Drops the graph, and writes it for other processes. */
  forget(): void {
    if (this.known) this.save(this.known);
    this.known = undefined;
  }

  /** Undefined where a run has to look at everything. */
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
      this.isWell = false;
      return report;
    } catch (error) {
      // A run that looks at everything says what is wrong.
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

  /** The graph as the disk has it. */
  private read(): KnownGraph | undefined {
    const indexFile = this.indexFile();
    const baseline = readBaseline(this.settings);
    const known = baseline && { ...baseline, indexFile, isSaved: true };
    return known && this.isUntouched(known) ? known : undefined;
  }

  /** Whether no other process has written since, as far as manifest, index and output folder tell. */
  private isUntouched(known: KnownGraph): boolean {
    return (
      isSameManifestFile(this.settings, known) &&
      this.indexFile() === known.indexFile &&
      areSameFolders(this.settings, known.fresh.folders)
    );
  }

  /** Writes the index for other processes. Files that were touched since it was read are to be hashed again. */
  private save(known: KnownGraph): void {
    if (!known.isSaved) this.saved(known, known.index.doubted(known.written));
  }

  /** Undefined where another process has written since, or the index cannot be written. */
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
