import { getProjects, type Tree } from '@nx/devkit';
import { compareText } from '../diagnostics/diagnostic';
import { normalizePath } from './workflow-file/find';

/** A project that a project.json or package.json declares. */
export interface DeclaredProject {
  readonly name: string;
  readonly root: string;
  readonly targets: readonly string[];
}

export function declaredProjects(tree: Tree): DeclaredProject[] {
  return [...getProjects(tree)]
    .map(([name, { root, targets }]) => ({
      name,
      root: normalizePath(root),
      targets: Object.keys(targets ?? {}),
    }))
    .sort((a, b) => compareText(a.root, b.root));
}

/** Adds a folder to the workspace's .gitignore, where no line of it names the folder or its path yet. */
export function ignoreFolder(tree: Tree, path: string): void {
  const text = tree.read('.gitignore', 'utf-8') ?? '';
  const name = path.split('/').at(-1);
  const lines = text.split(/\r?\n/).map((line) =>
    line
      .trim()
      .replace(/^(\*\*)?\//, '')
      .replace(/\/$/, ''),
  );
  if (lines.some((line) => line === path || line === name)) return;
  tree.write('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}/${path}/\n`);
}
