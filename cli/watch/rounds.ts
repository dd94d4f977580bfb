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

/** Milliseconds without a change before a round begins: editors write a file in several steps. */
const QUIET_MS = 15;

/**
 * Runs a target now and after every change of its inputs, one round after the other. Changes during a round
 * make another one.
 */
export class Rounds {
  private readonly thread: RoundThread;
  private readonly folders: FolderWatch;
  private configuration: ReadonlySet<string>;
  /** Names of what modules read since they were loaded. */
  private reads: readonly string[] = [];
  private files: WatchedFiles;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isDue = false;
  private isClosed = false;
  private modulesChanged = false;
  private configurationChanged = false;
  private readonly closing = new AbortController();
  /** Inputs that are said to have changed since the last round began; undefined where more than that may have. */
  private named: Set<string> | undefined;

  /**
   * @param loaded the task, as it is configured at the beginning
   * @param reload looks up how it is configured now
   * @param onRound told how each round went
   * @param say told in a line what else is worth knowing
   * @param onLook told of each look at all files behind a round
   * @param onUnwatched told of a folder that the system does not let us watch, with its reason
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
    this.thread = new RoundThread(loaded.task, (look) => this.looked(look));
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
      // Before the round, so that a change of a module which is new is heard of, too.
      if (this.modulesChanged) this.refresh();
      if (this.configurationChanged && !(await this.configure())) continue;
      if (this.modulesChanged) {
        await this.renew();
      }
      const named = this.named && [...this.named];
      this.named = new Set();
      const answer = await this.thread.run(named);
      if (this.isClosed) return;
      if ('thrown' in answer) abandonRuns(join(this.settings.workspaceRoot, this.settings.outputDir));
      this.onRound(answer);
      const isReadAnew = 'report' in answer && this.seesReads(answer.report.codeReads);
      // Where only files are said to have changed, no folder came or went.
      if ((!named || isReadAnew) && this.refresh()) {
        this.isDue = true;
        // In a folder that was not watched, modules and what they remember may have changed as well.
        this.modulesChanged = true;
      }
    } while (this.isDue && !this.isClosed);
    this.isRunning = false;
  }

  /** Ends at once: what a round has begun, the next run of the target finishes or clears away. Called again, it hastens. */
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
    else if (this.isFolder(path)) this.named = undefined;
    else if (this.files.isInput(path)) this.named?.add(path);
    else if (!this.configurationChanged) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, QUIET_MS);
  }

  /** What the system kept quiet about is found behind a round, and makes another one. */
  private looked(look: CheckResult): void {
    if (this.isClosed) return;
    this.onLook(look);
    // A round that began meanwhile, or is about to, looks at everything: the thread has forgotten what it knew.
    if (!look.differs || this.isRunning) return;
    this.named = undefined;
    // It may be what a module remembers.
    this.modulesChanged = true;
    if (!this.timer) void this.run();
  }

  /**
   * Takes up the options and the environment that the task has now.
   *
   * @returns false where nothing is left to do: they are the same, and nothing else has changed
   */
  private async configure(): Promise<boolean> {
    this.configurationChanged = false;
    const isOnly = this.named?.size === 0 && !this.modulesChanged;
    const loaded = await this.reload(this.closing.signal);
    if (this.isClosed) return false;
    if ('problem' in loaded) {
      this.say(`watch: the options cannot be read anew, the old ones stay: ${loaded.problem}`);
      return !isOnly;
    }
    if (isSameTask(loaded, this.loaded)) return !isOnly;
    this.loaded = loaded;
    this.say('watch: the options or the environment have changed');
    this.configuration = configurationFiles(loaded.task);
    this.refresh();
    this.named = undefined;
    await this.renew();
    return true;
  }

  /** Forgets all modules, and with them what they have read. */
  private async renew(): Promise<void> {
    this.modulesChanged = false;
    this.reads = [];
    await this.thread.renew(this.loaded.task);
  }

  /** Looks on the disk for what is to be watched; tells whether that makes another round necessary. */
  private refresh(): boolean {
    const { modules } = this.files;
    this.files = this.filesNow();
    // Nobody has told of what appeared in a new folder before it was watched, nor of all that went with an old one.
    const isOtherFolder = this.watchFolders();
    if (isOtherFolder) this.named = undefined;
    const isOther = !isDeepStrictEqual(modules, this.files.modules);
    if (isOther) this.modulesChanged = true;
    // Nx makes inputs of what a module imports: those of the task are others than when it was looked up.
    const declared = declaredFor(this.loaded.task.context);
    const isUndeclared = (path: string): boolean => !modules.has(path) && declared?.covers(path) === false;
    if ([...this.files.modules].some(isUndeclared)) this.configurationChanged = true;
    return isOtherFolder || isOther;
  }

  /** Takes up what modules read; tells whether some of it is new. */
  private seesReads(names: readonly string[]): boolean {
    const before = this.reads.length;
    this.reads = [...new Set([...this.reads, ...names])];
    return this.reads.length > before;
  }

  /** With what modules read in earlier runs: this process has not seen them do so where all was up to date. */
  private filesNow(): WatchedFiles {
    const { settings, context } = this.loaded.task;
    const { reads, fresh } = readBaseline(settings)?.index.header ?? {};
    const { packages, toolPackages } = fresh?.inputs ?? {};
    // A command is started anew each time; a formatter is loaded once.
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

  /** A folder that came or went may take inputs with it. */
  private isFolder(path: string): boolean {
    if (this.files.folders.has(path)) return true;
    return folderStat(join(this.settings.workspaceRoot, path)) !== undefined;
  }
}

/** Whether a run would come to the same: the whole graph is another one after each change of any project. */
function isSameTask(one: Loaded, other: Loaded): boolean {
  const partsOf = ({ task, declaredKey }: Loaded): unknown => [task.settings, task.env, task.taskId, declaredKey];
  return isDeepStrictEqual(partsOf(one), partsOf(other));
}
