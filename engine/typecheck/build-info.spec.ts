import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildInfo } from './build-info';

it('lists the workspace files that were read, without the libraries of the compiler', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-info-')));
  try {
    const info = BuildInfo.open(join(root, '.cache', 'state'), join(root, 'app', 'generated'));
    expect(info.filesRead(root)).toEqual([]);
    const fileNames = ['lib.es5.d.ts', '../../../../app/generated/a.mts', '../../../../../elsewhere/b.ts'];
    writeFileSync(info.path, JSON.stringify({ fileNames }));
    expect(info.filesRead(root)).toEqual(['app/generated/a.mts']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
