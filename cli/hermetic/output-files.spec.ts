import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, fileStamps, isOutputOf, outputFiles } from './output-files';

describe('the files of outputs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-workflow-outputs-'));
    for (const path of ['app/gen/a.ts', 'app/gen/.hidden', 'app/gen/deep/b.ts', 'app/[id]/c.ts', 'app/other.txt']) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), path);
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    [['app/gen'], ['app/gen/.hidden', 'app/gen/a.ts', 'app/gen/deep/b.ts']],
    [['app/gen/'], ['app/gen/.hidden', 'app/gen/a.ts', 'app/gen/deep/b.ts']],
    [['app/gen/**/*.ts'], ['app/gen/a.ts', 'app/gen/deep/b.ts']],
    [
      ['app/gen', '!app/gen/deep'],
      ['app/gen/.hidden', 'app/gen/a.ts'],
    ],
    [['app/[id]'], ['app/[id]/c.ts']],
    [['app/other.txt', 'app/missing'], ['app/other.txt']],
    [[], []],
  ])('%j', (outputs, expected) => expect([...outputFiles(root, outputs).keys()]).toEqual(expected));

  it('recognizes an output that does not exist yet', () => {
    const isOutput = isOutputOf(['app/gen', '!app/gen/log']);
    expect(['app/gen/x/y', 'app/gen', 'app/generated', 'app/gen/log'].filter(isOutput)).toEqual([
      'app/gen/x/y',
      'app/gen',
    ]);
  });

  it('distinguishes contents and link targets', () => {
    const before = outputFiles(root, ['app']);
    writeFileSync(join(root, 'app/other.txt'), 'changed');
    rmSync(join(root, 'app/gen/a.ts'));
    symlinkSync('b.ts', join(root, 'app/gen/deep/link'));
    expect(differences(before, outputFiles(root, ['app']))).toEqual([
      { path: 'app/gen/a.ts', kind: 'missing' },
      { path: 'app/gen/deep/link', kind: 'extra' },
      { path: 'app/other.txt', kind: 'changed' },
    ]);
  });

  it('detects a file that was rewritten with the same bytes', async () => {
    const before = fileStamps(root);
    await new Promise((done) => setTimeout(done, 20));
    writeFileSync(join(root, 'app/other.txt'), 'app/other.txt');
    expect(differences(before, fileStamps(root))).toEqual([{ path: 'app/other.txt', kind: 'changed' }]);
  });
});
