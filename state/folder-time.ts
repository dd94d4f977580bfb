/** The step in which times can be given to a file, in milliseconds. */
const STEP = 0.001;

/** True if a folder was touched later than a file. */
export function isLater(folder: { readonly mtimeMs: number } | undefined, file: { readonly mtimeMs: number }): boolean {
  return folder !== undefined && folder.mtimeMs > file.mtimeMs + STEP;
}
