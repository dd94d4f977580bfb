import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTraced, noteOf } from './traced-path';

const ROOTS = ['/tmp/clone', '/home/me/work'];

describe('the line for a path', () => {
  it.each([
    ['/tmp/clone/app/a.json', 'r app/a.json'],
    ['/home/me/work/app/b.json', 'r app/b.json'],
    ['/tmp/clone/app/../c', 'r c'],
    ['/tmp/clone/node_modules/yaml/dist/index.js', 'r node_modules/yaml'],
    ['/tmp/clone/node_modules/@acme/x/index.js', 'r node_modules/@acme/x'],
    ['/home/me/work/node_modules/.pnpm/yaml@2.0.0/node_modules/yaml/index.js', 'r node_modules/yaml'],
    ['/home/me/work/libs/a/node_modules/b/node_modules/c/d.js', 'r node_modules/c'],
    ['/tmp/clone/node_modules/.cache/x/y', undefined],
    ['/tmp/clone/node_modules', undefined],
    ['/tmp/clone-2/app/a.json', undefined],
    ['/tmp/clone', undefined],
    ['/tmp/clone/a\nb', undefined],
  ])('%s', (path, note) => expect(noteOf('r', path, ROOTS)).toBe(note));

  it('skips the tracing files, and no others beside them', () => {
    expect(noteOf('r', join(__dirname, 'trace-imports.js'), [dirname(__dirname)])).toBeUndefined();
    expect(noteOf('r', join(__dirname, 'scratch.js'), [dirname(__dirname)])).toBe('r hermetic/scratch.js');
  });

  it('accepts all forms of a path, and nothing else', () => {
    expect(noteOf('p', Buffer.from('/tmp/clone/a'), ROOTS)).toBe('p a');
    expect(noteOf('p', pathToFileURL('/tmp/clone/a b'), ROOTS)).toBe('p a b');
    expect(noteOf('p', new URL('https://localhost/tmp/clone/a'), ROOTS)).toBeUndefined();
    expect(noteOf('p', 7, ROOTS)).toBeUndefined();
    // The existence of a package says nothing about its content.
    expect(noteOf('p', '/tmp/clone/node_modules/yaml/index.js', ROOTS)).toBeUndefined();
    const manifest = '/tmp/clone/app/package.json';
    expect([noteOf('p', manifest, ROOTS), noteOf('r', manifest, ROOTS)]).toEqual([undefined, 'r app/package.json']);
  });
});

describe('the origin of a call', () => {
  const nx = '    at readJson (/w/node_modules/nx/dist/src/utils/fileutils.js:1:2)';
  const node = '    at Module.load (node:internal/modules/cjs/loader:1:2)';
  const own = '    at Object.<anonymous> (/tmp/clone/app/run.js:1:2)';
  it.each([
    ['Nx alone', `Error\n${node}\n${nx}\n${node}`, false],
    ['an executor that Nx has called', `Error\n${node}\n${own}\n${nx}`, true],
    ["Nx's library that the task has called", `Error\n${nx}\n${own}`, true],
    ['Node alone', `Error\n${node}`, true],
    ['a stack that somebody has made another thing of', [], true],
  ])('%s', (_who, stack, expected) => expect(isTraced(stack)).toBe(expected));
});
