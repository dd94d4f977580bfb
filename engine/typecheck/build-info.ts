import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { randomName, writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { sweepTemporary, temporarySuffix } from '../../state/sweep';
import { makeTemporaryFolder } from '../../state/temporary-folder';
import { textOrNothing } from '../../state/text-or-nothing';
import { CHECKSUM_FILE, INFO_FILE, MAX_KEPT_CHECKS, trimChecks, typecheckFolder } from './kept-checks';

/**
 * The compiler's build info of the last check. It lies in the state folder and never among outputs, because it contains
 * paths of this machine. Build info with a wrong checksum is not used, so damage costs only time.
 *
 * The compiler works on a copy in a folder of the run, next to the kept one and at the same depth, because the file
 * contains relative paths. Concurrent checks of a target therefore do not see each other's half-written files, and the
 * folder of a killed check is removed by a later one. If the state folder cannot be written, a temporary folder is
 * used.
 */
export class BuildInfo {
  private constructor(
    /** The folder of this run. */
    private readonly folder: string,
    private readonly kept: string | undefined,
  ) {}

  /**
   * Throws errors of the file system if no folder can be created.
   *
   * @param outputFolder absolute path of the output folder that the build info belongs to
   */
  static open(stateFolder: string, outputFolder: string): BuildInfo {
    const kept = join(typecheckFolder(stateFolder), sha256(outputFolder).slice(0, 32));
    sweepTemporary(typecheckFolder(stateFolder));
    const folder = `${kept}${temporarySuffix(randomName())}`;
    try {
      mkdirSync(folder, { recursive: true });
      // Test write access: the compiler would report a refusal as an error in the code.
      writeFileAtomic(join(folder, CHECKSUM_FILE), '');
      const info = new BuildInfo(folder, kept);
      info.copyKept(kept);
      return info;
    } catch {
      removeIfThere(folder);
      return new BuildInfo(makeTemporaryFolder('typecheck'), undefined);
    }
  }

  /** Absolute path of the compiler's build info. */
  get path(): string {
    return join(this.folder, INFO_FILE);
  }

  /** Absolute path of the tsconfig for the compiler. */
  get project(): string {
    return join(this.folder, 'tsconfig.json');
  }

  write(project: string): void {
    writeFileAtomic(this.project, project);
  }

  /** Keeps the new build info and removes the oldest of other targets beyond the limit. Never fails. */
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

  /** Workspace files that the last check read, relative to the workspace. */
  filesRead(workspaceRoot: string): string[] {
    const { fileNames = [] } = JSON.parse(textOrNothing(this.path) ?? '{}') as { fileNames?: string[] };
    return fileNames
      .filter((file) => file.includes('/')) // The native compiler lists its own libraries without a folder.
      .map((file) => relative(workspaceRoot, resolve(dirname(this.path), file)).replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('../') && !/^[A-Za-z]:/.test(file));
  }

  /** Removes the folder of this run. Never fails. */
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

/** Never fails: what is left is removed after this process has ended. */
function removeIfThere(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The file system refuses; a later run removes it.
  }
}
