/**
 * True if a path from a manifest, an index or a journal stays below its base folder. Such a file is untrusted data,
 * whoever wrote it.
 */
export function isSafePath(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    !/^([A-Za-z]:|\/)/.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
