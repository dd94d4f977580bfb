import { join } from 'node:path';
import type { Look } from '../../engine/session';
import type { Settings } from '../../engine/settings';
import { abandonRuns } from '../../engine/output/abandon';
import { FolderWatch, folderStat } from './folder-watch';
import { RoundThread } from './round-thread';
import type { RoundAnswer, RoundWorkerData } from './round-worker';
import { isIgnored, watchedFiles, type WatchedFiles } from './watched-files';

/** Milliseconds without a change before a round begins: editors write a file in several steps. */
const QUIET_MS = 15;

/**
 * Runs a target now and after every change of its inputs, one round after the other. Changes during a round
 * make another one.
 */
export class Rounds {
  private readonly thread: RoundThread;
  private readonly folders: FolderWatch;
  private readonly settings: Settings;
  private files: WatchedFiles;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isDue = false;
  private isClosed = false;
  private modulesChanged = false;
  /** Inputs that are said to have changed since the last round began; undefined where more than that may have. */
  private named: Set<string> | undefined;

  /**
   * @param onRound told how each round went
   * @param onLook told of each look at all files behind a round
   * @param onUnwatched told of a folder that the system does not let us watch, with its reason
   */
  constructor(
    data: RoundWorkerData,
    private readonly onRound: (answer: RoundAnswer) => void,
    private readonly onLook: (look: Look) => void,
    onUnwatched: (folder: string, reason: string) => void,
  ) {
    this.settings = data.settings;
    this.thread = new RoundThread(data, (look) => this.looked(look));
    this.folders = new FolderWatch(data.settings.workspaceRoot, (path) => this.changed(path), onUnwatched);
    this.files = watchedFiles(data.settings);
    this.folders.set(this.files.folders);
  }

  async run(): Promise<void> {
    if (this.isRunning) {
      this.isDue = true;
      return;
    }
    this.isRunning = true;
    do {
      this.isDue = false;
      const named = this.named && [...this.named];
      this.named = new Set();
      if (this.modulesChanged) {
        this.modulesChanged = false;
        await this.thread.renew();
      }
      const answer = await this.thread.run(named);
      if (this.isClosed) return;
      if ('thrown' in answer) abandonRuns(join(this.settings.workspaceRoot, this.settings.outputDir));
      this.onRound(answer);
      // Where only files are said to have changed, no folder came or went.
      if (!named) this.lookForFolders();
    } while (this.isDue);
    this.isRunning = false;
  }

  /** Ends at once: what a round has begun, the next run of the target finishes or clears away. Called again, it hastens. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.folders.close();
    await this.thread.end();
  }

  private changed(path: string): void {
    if (this.isClosed || isIgnored(this.settings, path)) return;
    if (this.files.modules.has(path)) this.modulesChanged = true;
    else if (this.isFolder(path)) this.named = undefined;
    else if (this.files.isInput(path)) this.named?.add(path);
    else return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, QUIET_MS);
  }

  /** What the system kept quiet about is found behind a round, and makes another one. */
  private looked(look: Look): void {
    if (this.isClosed) return;
    this.onLook(look);
    // A round that began meanwhile, or is about to, looks at everything: the thread has forgotten what it knew.
    if (!look.differs || this.isRunning) return;
    this.named = undefined;
    if (!this.timer) void this.run();
  }

  private lookForFolders(): void {
    this.files = watchedFiles(this.settings);
    if (!this.folders.set(this.files.folders)) return;
    // What appeared in a new folder before it was watched, nobody has told of.
    this.named = undefined;
    if (this.isRunning) this.isDue = true;
    else void this.run();
  }

  /** A folder that came or went may take inputs with it. */
  private isFolder(path: string): boolean {
    if (this.files.folders.has(path)) return true;
    return folderStat(join(this.settings.workspaceRoot, path)) !== undefined;
  }
}
