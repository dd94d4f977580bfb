import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareRun } from '../compare-run';
import { loadGraph } from '../graph/load-graph';
import { settingsOf } from '../testing/delta-run';
import { diagnosticsOf, small } from '../testing/small';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
beforeEach(async () => {
  workspace = small({ 'specs/b.json': '{ "title": "B" }\n' }, { emit: [{ template: 'one', to: '{{@name}}/x.txt' }] });
  await workspace.succeed();
});
afterEach(() => workspace.dispose());

const FILE = 'this target does not make this file, and Nx deletes it when it restores the output folder from its cache';
const FOLDER = FILE.replace('this file', 'this folder');
const HINT = '  hint: move it out of "generated", or let the target put it there, by an entry of "emit" with "copy"';

function strayFile(path: string): string {
  return `generated/${path} error stray-file: ${FILE}\n${HINT}`;
}

/** Expects this error from a run, which writes nothing, and from `check`. */
async function expectRefusal(text: string): Promise<void> {
  const before = workspace.outputs();
  const run = await workspace.run();
  expect(diagnosticsOf(run.output)).toBe(text);
  expect(run.success).toBe(false);
  expect(workspace.outputs()).toEqual(before);
  const graph = await loadGraph(settingsOf(workspace));
  if (Array.isArray(graph)) throw new Error('the graph cannot be loaded');
  const files = text.split('\n').flatMap((line) => /^(\S+) error/.exec(line)?.[1] ?? []);
  expect((await compareRun(graph)).map((one) => ('file' in one ? one.file : one))).toEqual(files);
}

async function expectNothingToSay(counts: string): Promise<void> {
  const run = await workspace.succeed();
  expect(diagnosticsOf(run.output)).toBe('');
  expect(run.counts).toBe(counts);
}

describe('a file in the output folder that the target does not make is an error before anything is written', () => {
  it.each([
    ['mine.txt', strayFile('mine.txt')],
    ['a/mine.txt', strayFile('a/mine.txt')],
    ['.gitignore', strayFile('.gitignore')],
    ['.codegen.txt', strayFile('.codegen.txt')],
    ['a/.codegen-notes', strayFile('a/.codegen-notes')],
    ['mine/deep/er.txt', `generated/mine/ error stray-file: ${FOLDER}\n${HINT}`],
    ['a/deep/er.txt', `generated/a/deep/ error stray-file: ${FOLDER}\n${HINT}`],
  ])('%s', async (path, text) => {
    workspace.write({ [`generated/${path}`]: 'mine\n' });
    await expectRefusal(text);
    await expectRefusal(text);
    workspace.write({ 'specs/a.json': '{ "title": "Other" }\n' });
    await expectRefusal(text);
    expect(workspace.read(`generated/${path}`)).toBe('mine\n');
    workspace.remove(`generated/${path}`);
    await expectNothingToSay('1/1/0 0/0/0');
  });

  it('a link', async () => {
    symlinkSync(join(workspace.root, 'specs'), join(workspace.output, 'link'));
    await expectRefusal(strayFile('link'));
  });

  it('in a folder with no manifest,', async () => {
    workspace.remove('generated');
    workspace.write({ 'generated/main.ts': 'mine\n' });
    await expectRefusal(strayFile('main.ts'));
  });

  it('with manifest and index missing', async () => {
    workspace.remove(`generated/${MANIFEST}`, '../state');
    workspace.write({ 'generated/mine.txt': 'mine\n' });
    await expectRefusal(strayFile('mine.txt'));
    workspace.remove('generated/mine.txt');
    await expectNothingToSay('0/2/0 0/0/0');
  });

  it('together with a changed template', async () => {
    workspace.write({ 'generated/mine.txt': 'mine\n', 'templates/one.hbs': 'Bye {{title}}\n' });
    await expectRefusal(strayFile('mine.txt'));
  });

  it('with the switch off', async () => {
    workspace.write({ 'generated/mine.txt': 'mine\n' });
    const run = await workspace.run({ optimizations: { incrementalCompilation: false } });
    expect(diagnosticsOf(run.output)).toContain(strayFile('mine.txt'));
  });

  it('of which twenty at most are named', async () => {
    const names = Array.from({ length: 22 }, (_, at) => `m${String(at).padStart(2, '0')}.txt`);
    for (const name of names) writeFileSync(join(workspace.output, name), 'mine\n');
    const { output } = await workspace.run();
    const lines = diagnosticsOf(output).split('\n');
    expect(lines).toHaveLength(40);
    expect(lines.at(-2)).toBe(`generated/m19.txt error stray-file: ${FILE}; there are 2 more`);
    workspace.remove('generated/m21.txt');
    expect(diagnosticsOf((await workspace.run()).output)).toContain(
      `m19.txt error stray-file: ${FILE}; there is 1 more`,
    );
  });
});

it.each(['.DS_Store', 'a/Thumbs.db', 'notes.txt~', '.x.txt.swp', '.#x.txt', 'a/._x.txt'])(
  '%s of a system or an editor is ignored',
  async (path) => {
    workspace.write({ [`generated/${path}`]: '' });
    await expectNothingToSay('2/0/0 0/0/0');
    workspace.write({ 'specs/a.json': '{ "title": "Other" }\n' });
    await expectNothingToSay('1/1/0 0/0/0');
  },
);

it('an empty folder does not count', async () => {
  workspace.write({ 'generated/empty/x': '' });
  workspace.remove('generated/empty/x');
  await expectNothingToSay('2/0/0 0/0/0');
});

it('a file in a restored manifest is ours, wherever it came from', async () => {
  renameSync(workspace.output, join(workspace.root, 'kept'));
  workspace.remove('specs/b.json');
  await workspace.succeed();
  workspace.remove('generated');
  renameSync(join(workspace.root, 'kept'), workspace.output);
  await expectNothingToSay('1/0/1 0/0/0');
});

describe('a file that is no longer made', () => {
  const kept = [
    'generated/b/x.txt error kept-file: this file is no longer generated, but it was changed by hand and is kept',
    '  hint: move it out of the output folder or delete it: the folder belongs to the target',
  ].join('\n');

  it('and was edited is an error until it is removed', async () => {
    workspace.write({ 'generated/b/x.txt': 'mine\n' });
    workspace.remove('specs/b.json');
    await expectRefusal(kept);
    await expectRefusal(kept);
    workspace.remove('generated/b');
    await expectNothingToSay('1/0/0 0/0/0');
  });
});

describe('a manifest with merge conflict markers', () => {
  beforeEach(() => {
    const manifest = workspace.read(`generated/${MANIFEST}`);
    const [line = ''] = /^ *"b\/x.txt".*$/m.exec(manifest) ?? [];
    const both = ['<<<<<<< HEAD', line, '=======', line.replace(/"sha256":"..../, '"sha256":"0000'), '>>>>>>> theirs'];
    workspace.write({ [`generated/${MANIFEST}`]: manifest.replace(line, both.join('\n')) });
    workspace.remove('../state');
  });

  it('still identifies our files', async () => {
    workspace.write({ 'generated/a/x.txt': 'merged\n', 'specs/c.json': '{ "title": "C" }\n' });
    workspace.remove('specs/b.json');
    await workspace.succeed();
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a/x.txt', 'c/x.txt']);
    expect(workspace.read('generated/a/x.txt')).toBe('Hello A\n');
  });

  it('still identifies foreign files', async () => {
    workspace.write({ 'generated/c/x.txt': 'mine\n', 'specs/c.json': '{ "title": "C" }\n' });
    const run = await workspace.run();
    expect(diagnosticsOf(run.output)).toContain(
      'generated/c/x.txt error foreign-file: this file was not written by this target and would be overwritten',
    );
    expect(workspace.read('generated/c/x.txt')).toBe('mine\n');
  });
});
