import { setImmediate as turn } from 'node:timers/promises';
import { sha256 } from '../state/hash';
import { isFileError } from './file-problem';
import type { Keeping } from './keeping';
import { saveIndex } from './graph/file-index';
import type { IndexEntry } from './graph/index-file';
import { MANIFEST_NAME } from './graph/manifest-name';
import { CLOCK_TICK, statOrNothing } from './graph/stat';
import { isSameFolder, pathOfIndex, readBaseline, scanFrom, scanNamed, type Baseline } from './quick-check';
import type { DeclaredInputs } from './graph/declared-inputs';
import { freshReport, type RunReport } from './report/report';
import { runCodegen } from './run';
import type { Settings } from './settings';

/** What this process knows of a target, and by which files on the disk it knows that nobody knows better. */
interface Known extends Baseline {
  readonly manifestFile: string;
  readonly indexFile: string;
  /** Whether the index on the disk is this one. */
  readonly isSaved: boolean;
}

/** How a look at all files went. */
export interface Look {
  /** Something is not as the last run left it, and nobody told. */
  readonly differs: boolean;
  /** Nanoseconds that it took, without what was done in between. */
  readonly durationNs: number;
}

/**
 * A target in a process that lives on. After a run that left nothing to do, it knows the manifest and the index; a run
 * for some files that are said to have changed then looks at those, and at what it is about to replace. All other files
 * are looked at behind it, in pieces. What is known is forgotten as soon as anything is not as expected, and then a run
 * looks at everything itself.
 */
export class KeptTarget {
  private known: Known | undefined;
  /** The last run looked at everything, and all was well. */
  private isWell = false;
  private readonly declaredKey: string;

  constructor(
    private readonly settings: Settings,
    private readonly declared: DeclaredInputs | undefined,
  ) {
    this.declaredKey = declared?.key ?? '';
  }

  /**
   * One run.
   *
   * @param named files that have changed, where nothing tells of another change; relative to the workspace's root
   */
  async run(named?: readonly string[]): Promise<RunReport> {
    const began = process.hrtime.bigint();
    const clock = (): number => Number(process.hrtime.bigint() - began);
    const { known } = this;
    this.known = undefined;
    const byName = known && named && (await this.runNamed(known, named, clock));
    if (byName) return byName;
    if (known) this.save(known);
    const report = await runCodegen(this.settings, this.declared);
    this.isWell = report.success && report.diagnostics.length === 0;
    return { ...report, durationNs: clock() };
  }

  /**
   * Looks whether all is as the last run left it, in pieces between which other work is done. A run that looked at
   * everything itself needs no such look: behind it, what it left is taken from the disk.
   *
   * @param isWanted asked between the pieces
   * @returns undefined where nothing was looked at, or it was not wanted any more
   */
  async look(isWanted: () => boolean): Promise<Look | undefined> {
    const { known } = this;
    if (!known) {
      if (this.isWell) this.known = this.learn();
      return undefined;
    }
    let durationNs = 0;
    const timed = <T>(work: () => T): T => {
      const began = process.hrtime.bigint();
      const result = work();
      durationNs += Number(process.hrtime.bigint() - began);
      return result;
    };
    const steps = scanFrom(this.settings, this.declaredKey, known);
    let step = timed(() => steps.next());
    while (!step.done) {
      await turn();
      if (!isWanted()) return undefined;
      step = timed(() => steps.next());
    }
    const scan = step.value;
    const isSame = scan?.changed.length === 0 && this.isUntouched(known);
    timed(() => {
      if (!isSame) this.forget();
      else if (!known.isSaved || scan.newer.size > 0 || scan.fresh !== known.fresh) {
        this.known = this.saved({ ...known, fresh: scan.fresh }, scan.newer);
      }
    });
    return { differs: !isSame, durationNs };
  }

  /** Leaves to the disk what this process knows. */
  forget(): void {
    if (this.known) this.save(this.known);
    this.known = undefined;
  }

  /** Undefined where it is more than those files. */
  private async runNamed(known: Known, named: readonly string[], clock: () => number): Promise<RunReport | undefined> {
    try {
      const scan = this.isUntouched(known) ? scanNamed(this.settings, known, named) : undefined;
      if (!scan) return undefined;
      if (scan.changed.length === 0) {
        this.known = { ...known, index: known.index.updated(known.index.header, scan.newer), isSaved: false };
        return freshReport(scan.fresh, clock());
      }
      const { runDelta } = require('./stages') as typeof import('./stages');
      return await runDelta(this.settings, scan, clock, undefined, this.keeping(known));
    } catch (error) {
      // A run that looks at everything says what is wrong.
      if (!isFileError(error)) throw error;
      return undefined;
    }
  }

  private keeping(known: Known): Keeping {
    let { manifestFile } = known;
    return {
      isStill: () => this.identity(MANIFEST_NAME) === manifestFile,
      wrote: () => (manifestFile = this.identity(MANIFEST_NAME)),
      keep: ({ manifest, fresh, changes }) => {
        const index = known.index.updated(known.index.header, changes);
        this.known = { ...known, index, fresh, manifest, manifestFile, isSaved: false };
      },
    };
  }

  /** What the disk knows. */
  private learn(): Known | undefined {
    const [manifestFile, indexFile] = [this.identity(MANIFEST_NAME), identityOf(pathOfIndex(this.settings))];
    const baseline = readBaseline(this.settings);
    const known = baseline && { ...baseline, manifestFile, indexFile, isSaved: true };
    return known && this.isUntouched(known) ? { ...known, manifest: String(known.manifest) } : undefined;
  }

  /** Whether no other process has written since, as far as manifest, index and output folder tell. */
  private isUntouched({ manifestFile, indexFile, fresh }: Known): boolean {
    return (
      this.identity(MANIFEST_NAME) === manifestFile &&
      identityOf(pathOfIndex(this.settings)) === indexFile &&
      isSameFolder(this.settings, fresh.folder)
    );
  }

  /** Writes the index for other processes. Nobody has looked since: what was touched meanwhile is to be hashed again. */
  private save(known: Known): void {
    if (!known.isSaved) this.saved(known, known.index.doubted(known.written));
  }

  /** Undefined where the disk knows better, or the index cannot be written. */
  private saved(known: Known, newer: ReadonlyMap<number, IndexEntry>): Known | undefined {
    if (!this.isUntouched(known)) return undefined;
    const path = pathOfIndex(this.settings);
    const index = known.index.updated({ manifest: sha256(known.manifest), fresh: known.fresh }, newer);
    saveIndex(path, index.encoded());
    const stat = statOrNothing(path);
    const indexFile = identityOf(path);
    if (!stat || indexFile === known.indexFile) return undefined;
    return { ...known, index, written: stat.mtimeMs - CLOCK_TICK, indexFile, isSaved: true };
  }

  private identity(name: string): string {
    const { workspaceRoot, outputDir } = this.settings;
    return identityOf(`${workspaceRoot}/${outputDir}/${name}`);
  }
}

/** Another one for each file that is put in a place. */
function identityOf(path: string): string {
  const stat = statOrNothing(path);
  return stat ? [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino].join(' ') : '';
}
