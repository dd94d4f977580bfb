import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryCopy } from './testing/repository-copy';

const EXAMPLE = 'examples/k1-node1';
const PATTERNS = `${EXAMPLE}/patterns`;

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
  repository.run('06-architecture-analysis.mjs', `${EXAMPLE}/language`);
  for (const family of readdirSync(join(repository.root, PATTERNS))) {
    repository.run('07-pattern-recognition.mjs', `${PATTERNS}/${family}`);
  }
});

afterAll(() => {
  repository.dispose();
});

const index = () => repository.run('pattern-index.mjs', EXAMPLE);

test('the index has the patterns of all families, sorted by id', () => {
  expect(index()).toEqual({ code: 0, stdout: 'pattern-index: passed, 6 of 6 gates\n', stderr: '' });
  const ids = repository.json(`${EXAMPLE}/build/pattern-index/pattern-index.json`).patterns.map((one: any) => one.id);
  expect(ids).toEqual([...ids].sort());
  expect(ids.length).toBe(46);
  const { unused, usedOnce } = repository.json(`${EXAMPLE}/build/pattern-index/unused-node-types.json`);
  expect(unused).toEqual([]);
  for (const { reason } of usedOnce) expect(reason).toEqual(expect.any(String));
});

test('a missing family fails the task, because there must be 46 patterns', () => {
  const { code, stderr } = repository.without(`${PATTERNS}/prism`, index);
  expect(stderr).toContain('error gate valid-patterns: threshold 46, actual 45');
  expect(code).toBe(1);
});

test('a duplicate id fails the task', () => {
  const still = repository.json(`${PATTERNS}/static-family/build/pattern-recognition/pattern-index.json`);
  const lava = still.patterns.find(({ id }: { id: string }) => id === 'lava');
  const file = `${PATTERNS}/prism/build/pattern-recognition/pattern-index.json`;
  lava.spec = `${PATTERNS}/zz/lava.yaml`;
  const before = repository.read(file);
  repository.write(file, JSON.stringify({ patterns: [...repository.json(file).patterns, lava] }));
  const { code, stderr } = index();
  repository.write(file, before);
  expect(stderr).toContain(`${PATTERNS}/zz/lava.yaml error duplicate pattern id "lava"`);
  expect(stderr).toContain('error gate duplicate-ids: threshold 0, actual 1');
  expect(code).toBe(1);
});

test('a family without an index fails the task', () => {
  const { code, stderr } = repository.without(`${PATTERNS}/prism/build`, index);
  expect(stderr).toContain(`${PATTERNS}/prism error the family has no index`);
  expect(code).toBe(1);
});

test('a family whose index lists no patterns fails it', () => {
  const file = `${PATTERNS}/prism/build/pattern-recognition/pattern-index.json`;
  const before = repository.read(file);
  repository.write(file, '{ "patterns": [] }');
  const { code, stderr } = index();
  repository.write(file, before);
  expect(stderr).toContain(`${file} error the index lists no patterns`);
  expect(stderr).toContain('error gate families-without-index: threshold 0, actual 1');
  expect(code).toBe(1);
});

test('a node type that only one pattern uses needs a reason', () => {
  repository.edit(`${EXAMPLE}/language/nodes/buffer.json`, '"singleUse": "Bloom scrolls', '"ignored": "Bloom scrolls');
  repository.run('06-architecture-analysis.mjs', `${EXAMPLE}/language`);
  const { code, stderr } = index();
  expect(stderr).toContain(
    'error node type Scroll is used by "bloom" only, and "singleUse" does not say why it exists\n',
  );
  expect(code).toBe(1);
});
