import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realOrSame } from './real-path';

test('a link has the path of its target, and what does not exist has its own', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
  mkdirSync(join(root, 'folder'));
  symlinkSync('folder', join(root, 'link'), 'junction');
  expect(['folder', 'link', 'none'].map((name) => realOrSame(join(root, name)))).toEqual(
    ['folder', 'folder', 'none'].map((name) => join(root, name)),
  );
  rmSync(root, { recursive: true });
});
