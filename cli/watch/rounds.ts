import { join } from 'node:path';
import type { Settings } from '../../executors/codegen/settings';
import { abandonRuns } from '../../executors/codegen/write/abandon';
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

  /**
   * @param onRound told how each round went
   * @param onUnwatched told of a folder that the system does not let us watch, with its reason
   */
  constructor(
    data: RoundWorkerData,
    private readonly onRound: (answer: RoundAnswer) => void,
    onUnwatched: (folder: string, reason: string) => void,
  ) {
    this.settings = data.settings;
    this.thread = new RoundThread(data);
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
      if (this.modulesChanged) {
        this.modulesChanged = false;
        await this.thread.renew();
      }
      const answer = await this.thread.run();
      if (this.isClosed) return;
      if ('thrown' in answer) abandonRuns(join(this.settings.workspaceRoot, this.settings.outputDir));
      this.onRound(answer);
      this.files = watchedFiles(this.settings);
      // What appeared in a new folder before it was watched, nobody has told of.
      if (this.folders.set(this.files.folders)) this.isDue = true;
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
    else if (!this.files.isInput(path) && !this.isFolder(path)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), QUIET_MS);
  }

  /** A folder that came or went may take inputs with it. */
  private isFolder(path: string): boolean {
    if (this.files.folders.has(path)) return true;
    return folderStat(join(this.settings.workspaceRoot, path)) !== undefined;
  }
}
