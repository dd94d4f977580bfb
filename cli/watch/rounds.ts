import { join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CheckResult } from '../../engine/session';
import { readBaseline } from '../../engine/graph/baseline';
import { abandonRuns } from '../../engine/output/abandon';
import { declaredFor } from '../../executors/codegen/target-context';
import { FolderWatch, folderStat } from './folder-watch';
import { configurationFiles } from './configuration-files';
import type { LoadedTask, PlainTask } from './reload-task';
import { RoundThread } from './round-thread';
import type { RoundAnswer } from './round-worker';
import { isIgnored, watchedFiles, type WatchedFiles } from './watched-files';

type Loaded = Exclude<LoadedTask, { readonly problem: string }>;

/** Debounce time in milliseconds: editors write a file in several steps. */
const QUIET_MS = 15;

/**
 * Runs a target at once and after every change of its inputs, one round at a time. A change during a round causes
 * another round.
 */
export class Rounds {
  private readonly thread: RoundThread;
  private readonly folders: FolderWatch;
  private configuration: ReadonlySet<string>;
  /** Names of everything that modules have read since they were loaded. */
  private reads: readonly string[] = [];
  private files: WatchedFiles;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isDue = false;
  private isClosed = false;
  private modulesChanged = false;
  private configurationChanged = false;
  private readonly closing = new AbortController();
  /** Inputs reported as changed since the start of the last round; undefined if others may have changed too. */
  private reported: Set<string> | undefined;

  /**
   * @param loaded the task with its initial configuration
   * @param reload looks up the current configuration
   * @param onRound called after each round
   * @param say prints a line
   * @param onLook called after each check of all files that follows a round
   * @param onUnwatched called for each folder that cannot be watched, with the reason
   */
  constructor(
    private loaded: Loaded,
    private readonly reload: (signal: AbortSignal) => Promise<LoadedTask>,
    private readonly say: (text: string) => void,
    private readonly onRound: (answer: RoundAnswer) => void,
    private readonly onLook: (look: CheckResult) => void,
    onUnwatched: (folder: string, reason: string) => void,
  ) {
    const { settings } = loaded.task;
    this.thread = new RoundThread(loaded.task, (look) => this.onFullCheck(look));
    this.folders = new FolderWatch(settings.workspaceRoot, (path) => this.changed(path), onUnwatched);
    this.configuration = configurationFiles(loaded.task);
    this.files = this.filesNow();
    this.watchFolders();
  }

  async run(): Promise<void> {
    if (this.isRunning) {
      this.isDue = true;
      return;
    }
    this.isRunning = true;
    do {
      this.isDue = false;
      // Before the round, so that changes of new modules are noticed.
      if (this.modulesChanged) this.refresh();
      if (this.configurationChanged && !(await this.configure())) continue;
      if (this.modulesChanged) {
        await this.renew();
      }
      const named = this.reported && [...this.reported];
      this.reported = new Set();
      const answer = await this.thread.run(named);
      if (this.isClosed) return;
      if ('thrown' in answer) abandonRuns(join(this.settings.workspaceRoot, this.settings.outputDir));
      this.onRound(answer);
      const isReadAnew = 'report' in answer && this.seesReads(answer.report.codeReads);
      // If only files changed, no folder was created or deleted.
      if ((!named || isReadAnew) && this.refresh()) {
        this.isDue = true;
        // In a folder that was not watched, modules and files that they remember may have changed too.
        this.modulesChanged = true;
      }
    } while (this.isDue && !this.isClosed);
    this.isRunning = false;
  }

  /** Ends at once; the next run of the target completes or rolls back an interrupted round. A second call forces the end. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.closing.abort();
    clearTimeout(this.timer);
    this.folders.close();
    await this.thread.end();
  }

  private changed(path: string): void {
    if (this.isClosed) return;
    const isRemembered = this.files.isRemembered(path);
    if (!isRemembered && isIgnored(this.settings, path)) return;
    if (this.configuration.has(path)) this.configurationChanged = true;
    if (isRemembered) this.modulesChanged = true;
    else if (this.isFolder(path)) this.reported = undefined;
    else if (this.files.isInput(path)) this.reported?.add(path);
    else if (!this.configurationChanged) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, QUIET_MS);
  }

  /** A change without a file system event, found after a round, causes another round. */
  private onFullCheck(look: CheckResult): void {
    if (this.isClosed) return;
    this.onLook(look);
    // A round that has started meanwhile, or is about to, checks everything anyway.
    if (!look.differs || this.isRunning) return;
    this.reported = undefined;
    // A module may have remembered the file.
    this.modulesChanged = true;
    if (!this.timer) void this.run();
  }

  /**
   * Applies the current options and environment of the task.
   *
   * @returns false if neither they nor anything else has changed
   */
  private async configure(): Promise<boolean> {
    this.configurationChanged = false;
    const isOnly = this.reported?.size === 0 && !this.modulesChanged;
    const loaded = await this.reload(this.closing.signal);
    if (this.isClosed) return false;
    if ('problem' in loaded) {
      this.say(`watch: the options cannot be reloaded, so the old ones stay: ${loaded.problem}`);
      return !isOnly;
    }
    if (isSameTask(loaded, this.loaded)) return !isOnly;
    this.loaded = loaded;
    this.say('watch: the options or the environment have changed');
    this.configuration = configurationFiles(loaded.task);
    this.refresh();
    this.reported = undefined;
    await this.renew();
    return true;
  }

  /** Discards all modules and their recorded reads. */
  private async renew(): Promise<void> {
    this.modulesChanged = false;
    this.reads = [];
    await this.thread.renew(this.loaded.task);
  }

  /** Updates the watched folders and files from the disk. @returns true if another round is necessary */
  private refresh(): boolean {
    const { modules } = this.files;
    this.files = this.filesNow();
    // There were no events for files in a new folder before it was watched, nor for all files of a deleted one.
    const isOtherFolder = this.watchFolders();
    if (isOtherFolder) this.reported = undefined;
    const isOther = !isDeepStrictEqual(modules, this.files.modules);
    if (isOther) this.modulesChanged = true;
    // Imports of modules are inputs, so the task's inputs may differ from those at lookup.
    const declared = declaredFor(this.loaded.task.context);
    const isUndeclared = (path: string): boolean => !modules.has(path) && declared?.covers(path) === false;
    if ([...this.files.modules].some(isUndeclared)) this.configurationChanged = true;
    return isOtherFolder || isOther;
  }

  /** Records the reads of modules. @returns true if some are new */
  private seesReads(names: readonly string[]): boolean {
    const before = this.reads.length;
    this.reads = [...new Set([...this.reads, ...names])];
    return this.reads.length > before;
  }

  /** Includes reads from earlier runs: if everything was up to date, no module was loaded in this process. */
  private filesNow(): WatchedFiles {
    const { settings, context } = this.loaded.task;
    const { reads, fresh } = readBaseline(settings)?.index.header ?? {};
    const { packages, toolPackages } = fresh?.inputs ?? {};
    // Commands start a new process each time; a formatter is loaded once.
    const loaded = [packages, settings.format ? toolPackages : undefined].filter((one) => one !== undefined);
    return watchedFiles(settings, declaredFor(context), {
      reads: new Set([...Object.keys(reads?.values ?? {}), ...this.reads]),
      packageFiles: loaded.flatMap(({ files, lookups }) => [...files, ...lookups]),
    });
  }

  private watchFolders(): boolean {
    const configured = [...this.configuration].map((path) => posix.dirname(path));
    return this.folders.set(new Set([...this.files.folders, ...configured]));
  }

  private get settings(): PlainTask['settings'] {
    return this.loaded.task.settings;
  }

  /** True if a path is or was a folder, which may contain inputs. */
  private isFolder(path: string): boolean {
    if (this.files.folders.has(path)) return true;
    return folderStat(join(this.settings.workspaceRoot, path)) !== undefined;
  }
}

/** Compares what a run depends on; the graph as a whole changes with any project. */
function isSameTask(one: Loaded, other: Loaded): boolean {
  const partsOf = ({ task, declaredKey }: Loaded): unknown => [task.settings, task.env, task.taskId, declaredKey];
  return isDeepStrictEqual(partsOf(one), partsOf(other));
}
