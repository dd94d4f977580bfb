import type { RunGraph } from '../graph/run-graph';

/**
 * The files that earlier runs wrote: paths relative to the output folder, with the hashes that their bytes may have.
 * There are several if a run was killed between writing a file and writing the manifest.
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

  /** True if we wrote a file with this hash at this path. */
  wrote(path: string, sha256: string): boolean {
    return this.hashes.get(path)?.has(sha256) ?? false;
  }

  paths(): string[] {
    return [...this.hashes.keys()];
  }
}

/** Collects the files that earlier runs wrote from manifest, journals and index. */
export function ownedFiles({ settings, reading, index, leftovers }: RunGraph): OwnedFiles {
  const owned = new OwnedFiles();
  for (const [path, hash] of leftovers.files) owned.add(path, hash);
  if (reading.state === 'ok') {
    const { files, compiled } = reading.manifest;
    for (const [path, { sha256 }] of [...Object.entries(files), ...Object.entries(compiled)]) owned.add(path, sha256);
    return owned;
  }
  // Without a manifest, the index still has the hashes of files in the output folder.
  const prefix = `${settings.outputDir}/`;
  for (const [path, hash] of index.evidence) if (path.startsWith(prefix)) owned.add(path.slice(prefix.length), hash);
  if (reading.state === 'lost') for (const [path, hash] of reading.owned) owned.add(path, hash);
  return owned;
}
