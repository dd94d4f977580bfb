import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { fold } from './fold';
import { MANIFEST_NAME } from './manifest-name';

/** Files that systems and editors create beside other files, and that may be deleted. */
const LITTER = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.nfs.*|\.fuse_hidden.*|\.#.*|.*~|\..*\.sw[a-z]|4913)$/;

/** The manifest, possibly half-written, and files that exist during runs. */
const OWN_NAMES = [MANIFEST_NAME, '.codegen-lock', '.codegen-staging-'];

/**
 * Finds foreign files. Returns sorted paths relative to the folder; one that ends in a slash is a folder that contains no
 * file of ours. Anything in the place of one of our files or folders is left to the check for `output-place`.
 */
export function findStrays(folder: string, ours: ReadonlySet<string>): readonly string[] {
  let places: ReadonlySet<string> | undefined;
  const isFolderOfOurs = (path: string): boolean => (places ??= foldersOf(ours)).has(path);
  let byFold: ReadonlyMap<string, string> | undefined;
  /** On a case-insensitive file system, a file may have another name than the one that it was written by. */
  const isOtherName = (path: string): boolean => {
    byFold ??= new Map([...ours].map((own) => [fold(own), own]));
    const own = byFold.get(fold(path));
    if (own === undefined) return false;
    const [one, other] = [own, path].map((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }));
    return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
  };
  const look = (inside: string): { readonly strays: readonly string[]; readonly isShared: boolean } => {
    const strays: string[] = [];
    let isShared = inside === '';
    for (const entry of namesIn(join(folder, inside))) {
      const path = `${inside}${entry.name}`;
      if (inside === '' && OWN_NAMES.some((name) => entry.name.startsWith(name))) continue;
      if (entry.isDirectory()) {
        const below = look(`${path}/`);
        if (!ours.has(path)) strays.push(...below.strays);
        isShared ||= below.isShared;
      } else if (ours.has(path) || isOtherName(path)) {
        isShared = true;
      } else if (!LITTER.test(entry.name) && !isFolderOfOurs(path)) {
        strays.push(path);
      }
    }
    return { strays: isShared || strays.length === 0 ? strays : [inside], isShared };
  };
  return [...look('').strays].sort((a, b) => (a < b ? -1 : 1));
}

function namesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** The output folder and its subfolders that contain some of the files. */
export function foldersOf(files: Iterable<string>, others: Iterable<string> = []): Set<string> {
  const folders = new Set(['', ...others]);
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
      const folder = file.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
