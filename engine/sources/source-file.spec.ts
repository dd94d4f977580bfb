import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { Documents, readSourceBytes } from './source-file';

let workspace: TemporaryWorkspace;
let documents: Documents;
const read = (path: string, text: string): unknown => {
  workspace.write(path, text);
  return documents.read(path, sha256(text));
};

beforeEach(() => {
  workspace = temporaryWorkspace();
  documents = new Documents(workspace.root, undefined);
});
afterEach(() => workspace.remove());

test('a document is parsed once while the expected bytes are the same', () => {
  const first = read('a.json', '{"n":1}');
  expect(first).toMatchObject({ data: { n: 1 } });
  expect(read('a.json', '{"n":1}')).toBe(first);
  expect(read('a.json', '{"n":2}')).toMatchObject({ data: { n: 2 } });
});

test('only the last four are kept', () => {
  const first = read('0.json', '0');
  for (const name of ['1', '2', '3']) read(`${name}.json`, name);
  expect(read('0.json', '0')).toBe(first);
  read('4.json', '4');
  const again = read('0.json', '0');
  expect(again).not.toBe(first);
  expect(again).toEqual({ ...(first as object), locate: expect.any(Function) });
});

describe('the bytes of a file that was read to hash it', () => {
  it('are parsed once in place of the file, which is then read again', () => {
    workspace.write('a.json', '{"n":1}');
    documents.bytes.keep('a.json', Buffer.from('{"n":2}'));
    expect(documents.readPrivate('a.json', sha256('{"n":1}'))).toMatchObject({ data: { n: 2 } });
    expect(documents.readPrivate('a.json', sha256('{"n":1}'))).toMatchObject({ data: { n: 1 } });
  });

  it('are kept up to 32 MiB at a time', () => {
    const { bytes } = documents;
    const half = Buffer.alloc(2 ** 24);
    for (const name of ['a', 'b', 'c']) bytes.keep(name, half);
    expect([bytes.take('c'), bytes.take('a'), bytes.take('a')]).toEqual([undefined, half, undefined]);
    bytes.keep('d', Buffer.alloc(2 ** 24 + 1));
    bytes.keep('e', half);
    expect([bytes.take('d'), bytes.take('e'), bytes.take('b')]).toEqual([undefined, half, half]);
  });
});

describe('a source file that cannot be used', () => {
  const problem = (reason: string): object => ({
    severity: 'error',
    code: 'spec-read',
    message: `the spec cannot be read: ${reason}`,
    file: 'a.json',
  });

  it('may be missing', () => {
    expect(readSourceBytes(workspace.root, 'a.json', '')).toEqual([problem('ENOENT')]);
    expect(documents.read('a.json', '')).toEqual([problem('ENOENT')]);
  });

  it('may be a folder', () => {
    workspace.write('a.json/b.json');
    expect(readSourceBytes(workspace.root, 'a.json', '')).toEqual([problem('it is a folder, not a file')]);
  });

  it('may have changed', () => {
    workspace.write('a.json', '1');
    expect(readSourceBytes(workspace.root, 'a.json', sha256('2'))).toMatchObject([{ file: 'a.json' }]);
    expect(readSourceBytes(workspace.root, 'a.json', sha256('1'))).toEqual(Buffer.from('1'));
  });
});

test('what a load module returned is not read from the file', () => {
  const loaded = new Documents(workspace.root, new Map([['a.txt', { n: 1 }]]));
  expect(loaded.read('a.txt', '')).toMatchObject({ path: 'a.txt', data: { n: 1 } });
  expect(() => loaded.read('b.txt', '')).toThrow('b.txt was to be loaded before anything is rendered');
});
