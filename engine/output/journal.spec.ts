import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownerToken } from '../../state/owner';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { findLeftovers, parseJournal, removeLeftovers, runOfStaging, stagingName, writeJournal } from './journal';
import { beginRun, endRun } from './run-name';

const DEAD = '0.0-0000abcd';

describe('staging folders', () => {
  test('are named after their run', () => {
    expect(stagingName('12.5-0a')).toBe('.codegen-staging-12.5-0a');
    expect(runOfStaging('.codegen-staging-12.5-0a')).toBe('12.5-0a');
  });

  test.each([
    '.codegen-staging-',
    '.codegen-staging-x',
    '.codegen-staging-12.5-0a.tmp',
    'x.codegen-staging-12.5-0a',
    '',
  ])('%j is none', (name) => expect(runOfStaging(name)).toBeUndefined());
});

describe('parseJournal', () => {
  test('returns paths and hashes', () => {
    expect(parseJournal('{"a.ts":"1","b/c.ts":"2"}')).toEqual([
      ['a.ts', '1'],
      ['b/c.ts', '2'],
    ]);
  });

  test.each(['', '{"a.ts":"1"', 'null', '[]', '["a"]', '"a"', '5'])('is empty for %j', (text) => {
    expect(parseJournal(text)).toEqual([]);
  });

  test('leaves out unsafe paths and hashes that are no text', () => {
    const value = { '../a': '1', '/a': '1', 'a/../b': '1', '': '1', number: 1, none: null, ok: '1' };
    expect(parseJournal(JSON.stringify(value))).toEqual([['ok', '1']]);
  });
});

describe('leftovers', () => {
  let workspace: TemporaryWorkspace;
  let run: string;
  beforeEach(() => {
    workspace = temporaryWorkspace();
    run = beginRun();
  });
  afterEach(() => {
    endRun(run);
    workspace.remove();
  });

  test('are none in a folder that does not exist', () => {
    expect(findLeftovers(join(workspace.root, 'none'))).toEqual({ names: [], files: [] });
  });

  test('an output folder that cannot be listed is an error', () => {
    workspace.write('out');
    expect(findLeftovers(join(workspace.root, 'out', 'deep'))).toEqual({ names: [], files: [] });
    expect(() => findLeftovers(`${workspace.root}\0`)).toThrow('null bytes');
  });

  test('are staging folders, locks and half-written manifests of runs that ended', () => {
    const names = [
      `.codegen-staging-${DEAD}/x`,
      `.codegen-staging-${run}/x`,
      `.codegen-lock-${DEAD}/x`,
      `.codegen-lock-${run}/x`,
      `.codegen-lock/${DEAD}`,
      `.codegen-manifest.json.0.0-0a.tmp`,
      `.codegen-manifest.json.${ownerToken()}-0a.tmp`,
      `.codegen-manifest.json`,
      `.codegen-other.0.0-0a.tmp`,
      `.codegen-unknown`,
      'other',
      `codegen-staging-${DEAD}`,
    ];
    for (const name of names) workspace.write(name);
    const leftovers = findLeftovers(workspace.root);
    expect([...leftovers.names].sort()).toEqual(
      [
        '.codegen-lock',
        `.codegen-lock-${DEAD}`,
        '.codegen-manifest.json.0.0-0a.tmp',
        `.codegen-manifest.json.${ownerToken()}-0a.tmp`,
        `.codegen-staging-${DEAD}`,
      ].sort(),
    );
    removeLeftovers(workspace.root, leftovers);
    removeLeftovers(workspace.root, leftovers);
    expect(readdirSync(workspace.root).sort()).toEqual(
      [
        `.codegen-lock-${run}`,
        '.codegen-manifest.json',
        '.codegen-other.0.0-0a.tmp',
        `.codegen-staging-${run}`,
        '.codegen-unknown',
        `codegen-staging-${DEAD}`,
        'other',
      ].sort(),
    );
  });

  test('the lock of an active run is none, and is not removed', () => {
    workspace.write(`.codegen-lock/${run}`);
    expect(findLeftovers(workspace.root)).toEqual({ names: [], files: [] });
    removeLeftovers(workspace.root, { names: ['.codegen-lock'], files: [] });
    expect(existsSync(join(workspace.root, '.codegen-lock', run))).toBe(true);
  });

  test('list the files of journals', () => {
    const folder = join(workspace.root, stagingName(DEAD));
    mkdirSync(folder);
    writeJournal(folder, new Map([['a.ts', '1']]));
    expect(readdirSync(folder)).toEqual(['journal.json']);
    expect(readFileSync(join(folder, 'journal.json'), 'utf8')).toBe('{"a.ts":"1"}');
    mkdirSync(join(workspace.root, '.codegen-staging-0.0-0b'));
    expect(findLeftovers(workspace.root).files).toEqual([['a.ts', '1']]);
  });

  test('a journal that is a folder cannot be read', () => {
    mkdirSync(join(workspace.root, stagingName(DEAD), 'journal.json'), { recursive: true });
    expect(() => findLeftovers(workspace.root)).toThrow('EISDIR: it is a folder, not a file');
  });

  if (process.platform !== 'win32') {
    test('a journal that is a named pipe lists nothing', () => {
      const folder = join(workspace.root, stagingName(DEAD));
      mkdirSync(folder);
      execFileSync('mkfifo', [join(folder, 'journal.json')]);
      writeFileSync(join(folder, 'other'), '');
      expect(findLeftovers(workspace.root)).toStrictEqual({ names: [stagingName(DEAD)], files: [] });
    });
  }
});
