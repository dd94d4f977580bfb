import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { randomName, writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { sweepTemporary, temporarySuffix } from '../../state/sweep';
import { makeTemporaryFolder } from '../../state/temporary-folder';
import { textOrNothing } from '../../state/text-or-nothing';
import { CHECKSUM_FILE, INFO_FILE, MAX_KEPT_CHECKS, trimChecks, typecheckFolder } from './kept-checks';

/**
 * What the compiler knows of the last check, in the state folder and never among outputs: it holds paths of this
 * machine. A file that is not as the last run left it is not used, so that a damaged one costs time only.
 *
 * The compiler works on a copy in a folder of the run's own, beside the kept one and as deep, since what it writes
 * holds relative paths: two checks of one target do not see each other's half-written files, and one that is killed
 * leaves a folder that a later one sweeps. Where the state folder cannot be written, a temporary one does.
 */
export class BuildInfo {
  private constructor(
    /** The run's own folder. */
    private readonly folder: string,
    private readonly kept: string | undefined,
  ) {}

  /**
   * Throws what the file system throws where no folder at all can be made.
   *
   * @param outputFolder absolute; what is known belongs to it
   */
  static open(stateFolder: string, outputFolder: string): BuildInfo {
    const kept = join(typecheckFolder(stateFolder), sha256(outputFolder).slice(0, 32));
    sweepTemporary(typecheckFolder(stateFolder));
    const folder = `${kept}${temporarySuffix(randomName())}`;
    try {
      mkdirSync(folder, { recursive: true });
      // Whether it can be written: the compiler would take a refusal for an error of the code.
      writeFileAtomic(join(folder, CHECKSUM_FILE), '');
      const info = new BuildInfo(folder, kept);
      info.copyKept(kept);
      return info;
    } catch {
      removeIfThere(folder);
      return new BuildInfo(makeTemporaryFolder('typecheck'), undefined);
    }
  }

  /** The compiler's own file, absolute. */
  get path(): string {
    return join(this.folder, INFO_FILE);
  }

  /** The tsconfig that the compiler is run with, absolute. */
  get project(): string {
    return join(this.folder, 'tsconfig.json');
  }

  write(project: string): void {
    writeFileAtomic(this.project, project);
  }

  /** Keeps what the compiler has just written, and of older checks as many as there may be. Never fails. */
  keep(): void {
    const text = textOrNothing(this.path);
    if (this.kept === undefined || text === undefined) return;
    try {
      mkdirSync(this.kept, { recursive: true });
      sweepTemporary(this.kept);
      renameSync(this.path, join(this.kept, INFO_FILE));
      writeFileAtomic(join(this.kept, CHECKSUM_FILE), sha256(text));
      trimChecks(dirname(dirname(this.kept)), MAX_KEPT_CHECKS);
    } catch {
      // The next check takes longer.
    }
  }

  /** The files of the last check that lie in the workspace, relative to it. */
  filesRead(workspaceRoot: string): string[] {
    const { fileNames = [] } = JSON.parse(textOrNothing(this.path) ?? '{}') as { fileNames?: string[] };
    return fileNames
      .filter((file) => file.includes('/')) // The native compiler names its own libraries without a folder.
      .map((file) => relative(workspaceRoot, resolve(dirname(this.path), file)).replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('../') && !/^[A-Za-z]:/.test(file));
  }

  /** Removes the run's own folder. Never fails. */
  close(): void {
    removeIfThere(this.folder);
  }

  private copyKept(kept: string): void {
    const checksum = textOrNothing(join(kept, CHECKSUM_FILE));
    const text = checksum === undefined ? undefined : textOrNothing(join(kept, INFO_FILE));
    if (text === undefined || sha256(text) !== checksum) return;
    try {
      writeFileSync(this.path, text);
    } catch {
      rmSync(this.path, { force: true });
    }
  }
}

/** Never fails: what cannot be removed now is swept when this process has ended. */
function removeIfThere(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Not ours to change.
  }
}
