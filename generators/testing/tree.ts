import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { logger, type Tree } from '@nx/devkit';

/** A workspace in memory, without a formatter, so that tests see the text of the generator. */
export function workspaceTree(files: Readonly<Record<string, string | object>> = {}): Tree {
  process.env['NX_SKIP_FORMAT'] = 'true';
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  tree.write('package.json', json({ name: 'workspace', devDependencies: { 'nx-workflow': '0.1.0' } }));
  tree.write('nx.json', json({ plugins: ['nx-workflow'] }));
  for (const [path, content] of Object.entries(files)) {
    tree.write(path, typeof content === 'string' ? content : json(content));
  }
  return tree;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** All files by path, for comparing two states of a tree. */
export function snapshot(tree: Tree): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of tree.children(folder)) {
      const path = folder === '.' ? name : `${folder}/${name}`;
      if (tree.isFile(path)) files[path] = tree.read(path, 'utf-8') ?? '';
      else visit(path);
    }
  };
  visit('.');
  return files;
}

/** Captures the output of generators during a test. */
export function printed(): { info: string[]; warn: string[] } {
  const texts = { info: [] as string[], warn: [] as string[] };
  jest.spyOn(logger, 'info').mockImplementation((text) => void texts.info.push(String(text)));
  jest.spyOn(logger, 'warn').mockImplementation((text) => void texts.warn.push(String(text)));
  return texts;
}
