import { readFileSync } from 'node:fs';
import { Session } from '../session';
import type { CodegenOptions } from '../options';
import { IndexFile } from '../graph/index-file';
import { pathOfIndex } from '../graph/baseline';
import { expectClean, settingsOf } from '../testing/delta-run';
import { library, LIBRARY } from '../testing/library';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const [pattern, sheet] = LIBRARY.emit;
const OPTIONS: Partial<CodegenOptions> = {
  emit: [pattern, sheet!],
  partials: ['partials/**/*.hbs', 'more/**/*.hbs'],
  // The other transformer is not a CommonJS module, so this process could not load it.
  compile: [{ compiler: 'typescript', transformer: 'typescript' }],
};
const ONE = 'patterns/pattern01.yaml';
const TWO = 'patterns/pattern02.json';

let workspace: Workspace;
let target: Session;

beforeEach(async () => {
  workspace = library(5, OPTIONS);
  target = new Session(settingsOf(workspace), {});
  expect((await target.run()).success).toBe(true);
  expect(await look()).toBe('nothing');
});
afterEach(() => workspace.dispose());

/** The counts of the generation, or the findings of a run. */
async function run(...named: readonly string[]): Promise<string> {
  const { generation, diagnostics } = await target.run(named.length === 0 ? undefined : named);
  if (diagnostics.length > 0) return diagnostics.map(({ code, file }) => `${code} ${file ?? ''}`).join();
  return [generation.fresh, generation.rendered, generation.pruned].join('/');
}

async function look(isWanted: () => boolean = () => true): Promise<string> {
  const found = await target.check(isWanted);
  return found ? (found.differs ? 'differs' : 'same') : 'nothing';
}

const edit = (path: string, from: string, to: string): void => workspace.edit(path, from, to);

describe('a run for named files', () => {
  test('checks only those; the check after it finds unreported changes', async () => {
    edit(ONE, 'Pattern 1', 'One');
    edit(TWO, 'Pattern 2', 'Two');
    expect(await run(ONE)).toBe('8/2/0');
    expect(workspace.read('generated/docs/pattern01.md')).toContain('# ONE');
    expect(workspace.read('generated/docs/pattern02.md')).toContain('# PATTERN 2');
    expect(await look()).toBe('differs');
    expect(await run()).toBe('8/2/0');
    expect(await look()).toBe('nothing');
    await expectClean(workspace);
  });

  test('may follow another, with or without a check in between', async () => {
    for (const [index, title] of ['Pattern 1', 'One', 'Two', 'Three'].entries()) {
      edit(ONE, title, ['One', 'Two', 'Three', 'Four'][index]!);
      expect(await run(ONE)).toBe('8/2/0');
      if (index % 2 === 1) expect(await look()).toBe('same');
    }
    expect((await workspace.succeed()).counts).toBe('10/0/0 5/0/0');
    await expectClean(workspace);
  });

  test('is a no-op if the file has the same bytes', async () => {
    workspace.write({ [ONE]: workspace.read(ONE) });
    expect(await run(ONE)).toBe('10/0/0');
    expect(await look()).toBe('same');
  });

  test.each([
    [
      'a new spec',
      () => workspace.write({ 'patterns/more.json': workspace.read(TWO) }),
      'patterns/more.json',
      '10/2/0',
    ],
    ['a removed spec', () => workspace.remove(TWO), TWO, '8/0/2'],
    ['a partial', () => edit('partials/header.hbs', '//', '///'), 'partials/header.hbs', '5/5/0'],
    ['an invalid spec', () => workspace.write({ [TWO]: '{ "title": ' }), TWO, `spec-syntax ${TWO}`],
  ])('is a full run for %s', async (_what, change, path, counts) => {
    edit(ONE, 'Pattern 1', 'One');
    expect(await run(ONE)).toBe('8/2/0');
    change();
    expect(await run(path)).toBe(counts);
    expect(await look()).toBe(path.startsWith('partials') ? 'same' : 'nothing');
  });

  test('is a full run after a failed one', async () => {
    workspace.write({ 'more/header.hbs': '' });
    expect(await run('more/header.hbs')).toBe('ambiguous-name ');
    expect(await look()).toBe('nothing');
    edit(ONE, 'Pattern 1', 'One');
    expect(await run(ONE)).toBe('ambiguous-name ');
  });
});

describe('changes by others', () => {
  test('a run of another process is detected, and its output is kept', async () => {
    edit(TWO, 'Pattern 2', 'Two');
    expect((await workspace.succeed()).counts).toBe('8/2/0 4/1/0');
    edit(ONE, 'Pattern 1', 'One');
    expect(await run(ONE)).toBe('8/2/0');
    expect(await look()).toBe('nothing');
    await expectClean(workspace);
  });

  test('an edited output is restored with its pattern, also if the pattern renders the same', async () => {
    workspace.write({ 'generated/docs/pattern01.md': 'by hand' });
    edit(ONE, 'value: 1', 'value: 7');
    await run(ONE);
    expect(workspace.read('generated/docs/pattern01.md')).toBe('# PATTERN 1\n\npatterns/pattern01.yaml has 1 nodes.\n');
    await expectClean(workspace);
  });

  test.each([
    ['changed', () => workspace.write({ 'generated/docs/pattern02.md': 'by hand' })],
    ['deleted', () => workspace.remove('generated/docs/pattern02.md')],
    ['deleted, all of them', () => workspace.remove('generated')],
  ])('outputs of other patterns that are %s are found after the round', async (_how, change) => {
    edit(ONE, 'Pattern 1', 'One');
    expect(await run(ONE)).toBe('8/2/0');
    change();
    expect(await look()).toBe('differs');
    await run();
    await expectClean(workspace);
  });

  test('a foreign file is not overwritten', async () => {
    workspace.remove('generated/docs/pattern01.md');
    workspace.write({ 'generated/docs/pattern01.md/mine.txt': 'mine' });
    edit(ONE, 'Pattern 1', 'One');
    expect(await run(ONE)).toBe('output-place generated/docs/pattern01.md');
    expect(workspace.read('generated/docs/pattern01.md/mine.txt')).toBe('mine');
  });
});

describe('a check of all files', () => {
  test('can be cancelled without losing the graph', async () => {
    edit(ONE, 'Pattern 1', 'One');
    await run(ONE);
    expect(await look(() => false)).toBe('nothing');
    edit(TWO, 'Pattern 2', 'Two');
    edit(ONE, 'One', 'Once');
    expect(await run(ONE)).toBe('8/2/0');
    expect(await look()).toBe('differs');
  });

  test('saves the index for other processes, and so does forget', async () => {
    const manifestOfIndex = (): string => {
      const index = IndexFile.decode(readFileSync(pathOfIndex(settingsOf(workspace))));
      return typeof index === 'string' ? index : index.header.manifest;
    };
    const first = manifestOfIndex();
    edit(ONE, 'Pattern 1', 'One');
    await run(ONE);
    expect(manifestOfIndex()).toBe(first);
    expect(await look()).toBe('same');
    const second = manifestOfIndex();
    expect(second).not.toBe(first);
    edit(ONE, 'One', 'Two');
    await run(ONE);
    target.forget();
    expect([first, second]).not.toContain(manifestOfIndex());
    expect((await workspace.succeed()).counts).toBe('10/0/0 5/0/0');
  });
});
