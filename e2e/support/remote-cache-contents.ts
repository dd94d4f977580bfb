import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All files below a folder of a workspace, by their path in it, each byte as one character. */
export function contentsOf(workspace: { readonly root: string }, folder: string): Record<string, string> {
  const root = join(workspace.root, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}
