/**
 * The files that earlier runs wrote: path relative to the output folder, to the hashes that its bytes may
 * have. More than one where a run was killed between writing a file and writing the manifest.
 */
export class OwnedFiles {
  private readonly hashes = new Map<string, Set<string>>();

  add(path: string, sha256: string): void {
    const known = this.hashes.get(path);
    if (known) known.add(sha256);
    else this.hashes.set(path, new Set([sha256]));
  }

  has(path: string): boolean {
    return this.hashes.has(path);
  }

  /** Whether a file with this hash at that path was written by us. */
  wrote(path: string, sha256: string): boolean {
    return this.hashes.get(path)?.has(sha256) ?? false;
  }

  paths(): string[] {
    return [...this.hashes.keys()];
  }
}
