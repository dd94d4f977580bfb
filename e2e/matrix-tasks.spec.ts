import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      make: {
        matrix: { of: ['a', 'b'] },
        command: 'node app/copy.mjs app/{matrix.of}.txt app/made/{matrix.of}/x.txt',
        inputs: ['{projectRoot}/copy.mjs', '{projectRoot}/{matrix.of}.txt'],
        outputs: ['{projectRoot}/made/{matrix.of}'],
      },
      read: {
        command: 'node app/copy.mjs app/made/a/x.txt app/made/b/x.txt app/read/x.txt',
        inputs: ['{projectRoot}/copy.mjs'],
        outputs: ['{projectRoot}/read'],
        dependsOn: ['make'],
      },
    },
  },
  'app/copy.mjs': `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const to = process.argv.at(-1);
mkdirSync(dirname(to), { recursive: true });
writeFileSync(to, process.argv.slice(2, -1).map((file) => readFileSync(file, 'utf8')).join(''));
`,
  'app/a.txt': 'a1\n',
  'app/b.txt': 'b1\n',
};

describe('a task with a matrix', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());
  const run = async (): Promise<Readonly<Record<string, string>>> =>
    (await workspace.nx(['run-many', '-t', 'read', 'make'])).tasks;

  it('runs as one task for each value; an edit reruns one of them and its reader', async () => {
    await run();
    expect(workspace.read('app/read/x.txt')).toBe('a1\nb1\n');
    workspace.write('app/b.txt', 'b2\n');
    expect(await run()).toMatchObject({ 'app:make-a': 'cached', 'app:make-b': 'ran', 'app:read': 'ran' });
    expect(workspace.read('app/read/x.txt')).toBe('a1\nb2\n');
    expect(await run()).toMatchObject({ 'app:make-a': 'cached', 'app:make-b': 'cached', 'app:read': 'cached' });
  });

  it('is validated at its position in the file', async () => {
    workspace.edit('app/nx-workflow.json', 'made/{matrix.of}/x.txt', 'made/{matrix.off}/x.txt');
    const { code, stdout } = await workspace.cli(['validate']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('error matrix: the task\'s matrix has no "off"')]);
  });
});
