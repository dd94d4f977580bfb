import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A workspace of a few files, in a parent folder in which a test may put files outside the workspace. */
export interface TemporaryWorkspace {
  /** The real path of the parent folder. */
  readonly parent: string;
  readonly root: string;
  /** @param content an object becomes JSON @param path relative to `root` */
  readonly write: (path: string, content?: string | object) => void;
  readonly remove: () => void;
}

export function temporaryWorkspace(): TemporaryWorkspace {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-test-')));
  const root = join(parent, 'ws');
  mkdirSync(root);
  return {
    parent,
    root,
    write: (path, content = {}) => {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}
