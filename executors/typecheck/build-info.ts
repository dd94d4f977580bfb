import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';

/**
 * What the compiler knows of the last check, in the state folder and never among outputs: it holds paths of this
 * machine. A file that is not as the last run left it is thrown away, so that a damaged one costs time only.
 * Where the state folder cannot be written, a temporary one does.
 */
export class BuildInfo {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly isTemporary: boolean,
  ) {}

  /** @param outputFolder absolute; what is known belongs to it */
  static open(stateFolder: string, outputFolder: string): BuildInfo {
    const name = sha256(outputFolder).slice(0, 32);
    const folder = join(stateFolder, 'typecheck');
    try {
      mkdirSync(folder, { recursive: true });
      const info = new BuildInfo(folder, name, false);
      if (readText(info.checksum) !== info.sha256()) rmSync(info.path, { force: true });
      writeFileAtomic(info.checksum, '');
      return info;
    } catch {
      return new BuildInfo(mkdtempSync(join(tmpdir(), 'nx-workflow-typecheck-')), name, true);
    }
  }

  /** The compiler's own file, absolute. */
  get path(): string {
    return join(this.folder, `${this.name}.tsbuildinfo`);
  }

  /** The tsconfig that the compiler is run with, absolute. */
  get project(): string {
    return join(this.folder, `${this.name}.tsconfig.json`);
  }

  write(project: string): void {
    writeFileAtomic(this.project, project);
  }

  /** Vouches for what the compiler has just written. */
  keep(): void {
    writeFileAtomic(this.checksum, this.sha256() ?? '');
  }

  /** The files of the last check that lie in the workspace, relative to it. */
  filesRead(workspaceRoot: string): string[] {
    const { fileNames = [] } = JSON.parse(readText(this.path) ?? '{}') as { fileNames?: string[] };
    return fileNames
      .filter((file) => file.includes('/')) // The native compiler names its own libraries without a folder.
      .map((file) => relative(workspaceRoot, resolve(dirname(this.path), file)).replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('../') && !/^[A-Za-z]:/.test(file));
  }

  close(): void {
    if (this.isTemporary) rmSync(this.folder, { recursive: true, force: true });
  }

  private get checksum(): string {
    return join(this.folder, `${this.name}.sha256`);
  }

  private sha256(): string | undefined {
    const text = readText(this.path);
    return text === undefined ? undefined : sha256(text);
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
