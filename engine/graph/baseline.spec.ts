import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import {
  areSameFolders,
  folderPath,
  folderStates,
  isSameManifestFile,
  manifestPath,
  pathOfIndex,
  readBaseline,
} from './baseline';
import { IndexFile, type FreshState, type IndexHeader } from './index-file';
import { verifiedChecksum, withHead } from './manifest-head';

let workspace: TemporaryWorkspace;
let settings: Settings;
beforeEach(() => {
  workspace = temporaryWorkspace();
  settings = settingsWith(true);
});
afterEach(() => workspace.remove());

function settingsWith(incrementalCompilation: boolean): Settings {
  const folders = { workspaceRoot: workspace.root, stateFolder: `${workspace.parent}/state`, outputDir: 'out' };
  return { ...folders, switches: { incrementalCompilation } } as unknown as Settings;
}

const FRESH = { choices: 'c', names: 'n' } as unknown as FreshState;
const MANIFEST = withHead([Buffer.from('  "tools": {}\n}\n')]);

function save(header: Partial<IndexHeader> = {}): void {
  const index = pathOfIndex(settings);
  mkdirSync(dirname(index), { recursive: true });
  const whole = { manifest: verifiedChecksum(MANIFEST)!, fresh: FRESH, ...header } as IndexHeader;
  writeFileSync(index, IndexFile.of(whole, new Map()).encoded());
  utimesSync(index, 1000, 1000);
  mkdirSync(dirname(manifestPath(settings)), { recursive: true });
  writeFileSync(manifestPath(settings), MANIFEST);
}

describe('readBaseline', () => {
  test('gives the index, the manifest and the time of the index less a clock tick', () => {
    save();
    const baseline = readBaseline(settings)!;
    expect(baseline.written).toBe(999_980);
    expect(baseline.manifest).toEqual(MANIFEST);
    expect(baseline.fresh).toEqual(FRESH);
    expect(baseline.index.paths).toEqual([]);
    const { size, mtimeMs, ctimeMs, ino } = statSync(manifestPath(settings));
    expect(baseline.manifestFile).toBe(`${size} ${mtimeMs} ${ctimeMs} ${ino}`);
  });

  test.each<[title: string, change: () => void]>([
    ['without an index', () => undefined],
    [
      'if the last run left work to do',
      () => {
        save();
        writeFileSync(
          pathOfIndex(settings),
          IndexFile.of({ manifest: verifiedChecksum(MANIFEST)! }, new Map()).encoded(),
        );
      },
    ],
    ['if the index belongs to another manifest', () => save({ manifest: '0'.repeat(64) })],
    [
      'if the index is damaged',
      () => {
        save();
        writeFileSync(pathOfIndex(settings), 'damaged');
      },
    ],
    [
      'if the manifest is damaged',
      () => {
        save();
        writeFileSync(manifestPath(settings), 'damaged');
      },
    ],
  ])('is undefined %s', (_title, change) => {
    change();
    expect(readBaseline(settings)).toBeUndefined();
  });

  test('is undefined with the switch off', () => {
    save();
    expect(readBaseline(settingsWith(false))).toBeUndefined();
  });
});

test('isSameManifestFile tells if the manifest was replaced', () => {
  expect(isSameManifestFile(settings, { manifestFile: '' })).toBe(true);
  save();
  const { manifestFile } = readBaseline(settings)!;
  expect(isSameManifestFile(settings, { manifestFile })).toBe(true);
  writeFileSync(manifestPath(settings), 'other');
  expect(isSameManifestFile(settings, { manifestFile })).toBe(false);
});

describe('folders', () => {
  test('have paths in the output folder', () => {
    expect(folderPath(settings, '')).toBe(`${workspace.root}/out`);
    expect(folderPath(settings, 'a/b')).toBe(`${workspace.root}/out/a/b`);
  });

  test('are compared by times and inode; missing ones are left out', () => {
    workspace.write('out/a/x', '');
    const stat = statSync(`${workspace.root}/out/a`);
    const state = { mtime: stat.mtimeMs, ctime: stat.ctimeMs, inode: stat.ino };
    expect(folderStates(settings, ['a', 'gone'])).toStrictEqual({ a: state });
    expect(areSameFolders(settings, {})).toBe(true);
    expect(areSameFolders(settings, { a: state })).toBe(true);
    for (const other of [{ mtime: 1 }, { ctime: 1 }, { inode: -1 }]) {
      expect(areSameFolders(settings, { a: { ...state, ...other } })).toBe(false);
    }
    expect(areSameFolders(settings, { a: state, gone: state })).toBe(false);
  });
});
