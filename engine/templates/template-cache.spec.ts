import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { readUse } from './cache-use';
import { TemplateCache } from './template-cache';

const KEY = 'a'.repeat(64);
const CODE = '{"main":function() {\n}}';

describe('the template cache', () => {
  let workspace: TemporaryWorkspace;
  let cache: TemplateCache;
  const file = (key: string): string => join(cache.folder, `${key}.js`);
  /** Sets when an entry was last used. */
  const use = (path: string, secondsAgo: number): void => {
    const time = Date.now() / 1000 - secondsAgo;
    utimesSync(path, time, time);
  };
  beforeEach(() => {
    workspace = temporaryWorkspace();
    cache = new TemplateCache(workspace.root);
  });
  afterEach(() => workspace.remove());

  it('is a folder in the state folder', () => {
    expect(cache.folder).toBe(join(workspace.root, 'templates'));
    expect(cache.problem).toBeUndefined();
  });

  it('returns what was put', () => {
    expect(cache.get(KEY)).toBe('missing');
    cache.put(KEY, CODE);
    expect(cache.get(KEY)).toEqual({ code: CODE });
    expect(cache.get('b'.repeat(64))).toBe('missing');
    const hash = createHash('sha256').update(CODE).digest('hex');
    expect(readFileSync(file(KEY), 'utf8')).toBe(`nx-workflow-template 1 ${KEY} ${hash}\n${CODE}`);
  });

  it.each<[string, (path: string, text: string) => void]>([
    ['shortened', (path, text) => writeFileSync(path, text.slice(0, -1))],
    ['empty', (path) => writeFileSync(path, '')],
    ['of another version', (path, text) => writeFileSync(path, text.replace('template 1', 'template 2'))],
    ['of another key', (path, text) => writeFileSync(path, text.replace(KEY, 'b'.repeat(64)))],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('notices an entry that is %s', (_, damage) => {
    cache.put(KEY, CODE);
    damage(file(KEY), readFileSync(file(KEY), 'utf8'));
    expect(cache.get(KEY)).toBe('damaged');
  });

  it('misses entries if its folder is a file', () => {
    workspace.write('templates', 'x');
    expect(cache.get(KEY)).toBe('missing');
    expect(cache.entries()).toEqual([]);
  });

  it('turns itself off if it cannot be written', () => {
    workspace.write('templates', 'x');
    cache.put(KEY, CODE);
    const problem = cache.problem;
    expect(problem).toMatch(/^E(EXIST|NOTDIR)/);
    rmSync(cache.folder);
    cache.put(KEY, CODE);
    cache.addUse({ hits: 1, misses: 2, compileNs: 3 });
    expect(cache.problem).toBe(problem);
    expect(readdirSync(workspace.root)).toEqual([]);
  });

  it('turns itself off if the totals cannot be written', () => {
    workspace.write('templates', 'x');
    cache.addUse({ hits: 1, misses: 2, compileNs: 3 });
    expect(cache.problem).toMatch(/^E(EXIST|NOTDIR)/);
  });

  it('adds runs to the totals', () => {
    cache.addUse({ hits: 1, misses: 2, compileNs: 3 });
    expect(readUse(cache.folder)).toEqual({ hits: 1, misses: 2, compileNs: 3 });
    expect(cache.problem).toBeUndefined();
  });

  it('renews the time of an entry that was last used more than an hour ago', () => {
    cache.put(KEY, CODE);
    use(file(KEY), 7200);
    const began = Date.now();
    cache.get(KEY);
    expect(Math.abs(statSync(file(KEY)).mtimeMs - began)).toBeLessThan(1_000_000);
    use(file(KEY), 1800);
    const before = statSync(file(KEY)).mtimeMs;
    cache.get(KEY);
    expect(statSync(file(KEY)).mtimeMs).toBe(before);
  });

  it('does not renew a damaged entry', () => {
    cache.put(KEY, CODE);
    writeFileSync(file(KEY), 'x');
    use(file(KEY), 7200);
    const before = statSync(file(KEY)).mtimeMs;
    cache.get(KEY);
    expect(statSync(file(KEY)).mtimeMs).toBe(before);
  });

  it('lists its entries, and no other files of the folder', () => {
    expect(cache.entries()).toEqual([]);
    cache.put(KEY, CODE);
    for (const name of ['x.js', `${KEY}.js.bak`, `x${KEY}.js`, `${'A'.repeat(64)}.js`, `${'a'.repeat(63)}.js`, KEY]) {
      writeFileSync(join(cache.folder, name), 'x');
    }
    const { size, mtimeMs } = statSync(file(KEY));
    expect(cache.entries()).toEqual([{ name: `${KEY}.js`, bytes: size, usedMs: mtimeMs }]);
    expect(size).toBe(`nx-workflow-template 1 ${KEY} ${KEY}\n${CODE}`.length);
  });

  it('removes the entries that were not used for the longest time', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
    for (const key of [b, d, a, c]) cache.put(key, CODE);
    writeFileSync(join(cache.folder, 'mine.txt'), 'x');
    utimesSync(file(a), 1000, 1000);
    for (const key of [c, b]) utimesSync(file(key), 2000, 2000);
    utimesSync(file(d), 3000, 3000);
    expect(cache.trim(4)).toBe(0);
    expect(cache.trim(3)).toBe(1);
    expect(readdirSync(cache.folder)).toEqual([`${b}.js`, `${c}.js`, `${d}.js`, 'mine.txt']);
    expect(cache.trim(2)).toBe(1);
    expect(readdirSync(cache.folder)).toEqual([`${b}.js`, `${d}.js`, 'mine.txt']);
    expect(cache.trim(0)).toBe(2);
    expect(readdirSync(cache.folder)).toEqual(['mine.txt']);
  });

  it('removes folders in the place of an entry', () => {
    mkdirSync(join(file(KEY), 'inner'), { recursive: true });
    expect(cache.trim(0)).toBe(1);
    expect(cache.entries()).toEqual([]);
  });

  it('keeps a thousand entries', () => {
    mkdirSync(cache.folder);
    for (let at = 0; at < 1001; at++) writeFileSync(file(String(at).padStart(64, '0')), 'x');
    expect(cache.trim()).toBe(1);
    expect(cache.entries()).toHaveLength(1000);
  });

  it('cannot trim a folder that does not exist', () => expect(cache.trim()).toBe(0));
});
