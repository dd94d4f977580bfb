/** The resolution, in milliseconds, with which file times can be set. */
const STEP = 0.001;

/** True if a folder was modified later than a file. */
export function isLater(folder: { readonly mtimeMs: number } | undefined, file: { readonly mtimeMs: number }): boolean {
  return folder !== undefined && folder.mtimeMs > file.mtimeMs + STEP;
}
