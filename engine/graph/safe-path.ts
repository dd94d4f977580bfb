/**
 * Whether a path out of a file of ours may be followed below the folder that it counts from: such a file is
 * data, and must not lead anywhere else, whoever wrote it.
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
