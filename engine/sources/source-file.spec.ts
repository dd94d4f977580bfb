import { sha256 } from '../../state/hash';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { Documents } from './source-file';

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
