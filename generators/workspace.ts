import { getProjects, readJson, type Tree } from '@nx/devkit';
import { compareText } from '../diagnostics/diagnostic';
import { normalizePath } from './workflow-file/find';

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

/** Adds a folder to the workspace's .gitignore, unless a line already names the folder or its path. */
export function ignoreFolder(tree: Tree, path: string): void {
  addIgnored(tree, '.gitignore', path, [path, path.split('/').at(-1) ?? path]);
}

/**
 * Adds a folder to .prettierignore, if the workspace uses Prettier: it would format Handlebars templates as HTML and join
 * lines.
 *
 * @param covered other lines that already cover the folder
 */
export function keepFromPrettier(tree: Tree, folder: string, covered: readonly string[] = []): void {
  const manifest = tree.exists('package.json')
    ? readJson<Record<string, object | undefined>>(tree, 'package.json')
    : {};
  const isUsed = ['dependencies', 'devDependencies'].some((kind) => 'prettier' in (manifest[kind] ?? {}));
  if (isUsed || tree.exists('.prettierignore')) addIgnored(tree, '.prettierignore', folder, [folder, ...covered]);
}

/** @param covered lines that make a new one unnecessary */
function addIgnored(tree: Tree, file: string, path: string, covered: readonly string[]): void {
  const text = tree.read(file, 'utf-8') ?? '';
  const lines = text.split(/\r?\n/).map((line) =>
    line
      .trim()
      .replace(/^(\*\*)?\//, '')
      .replace(/\/$/, ''),
  );
  if (lines.some((line) => covered.includes(line))) return;
  tree.write(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}/${path}/\n`);
}
