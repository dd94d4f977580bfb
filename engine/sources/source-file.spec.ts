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
