import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { CodegenOptions } from '../options';
import { deltaRun, expectClean } from '../testing/delta-run';
import { library, LIBRARY } from '../testing/library';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 5;
const [pattern, sheet] = LIBRARY.emit;
const OPTIONS: Partial<CodegenOptions> = {
  emit: [pattern, sheet!],
  // The other transformer is not a CommonJS module, so this process could not load it.
  compile: [{ compiler: 'typescript', transformer: 'typescript' }],
};
/** With library files. */
const WHOLE: Partial<CodegenOptions> = { ...OPTIONS, emit: LIBRARY.emit };

let workspace: Workspace;

beforeEach(async () => {
  workspace = library(COUNT, OPTIONS);
  await workspace.succeed();
});
afterEach(() => workspace.dispose());

const delta = (options?: Partial<CodegenOptions>, behindScan?: () => unknown) =>
  deltaRun(workspace, options, behindScan);
const clean = (): Promise<void> => expectClean(workspace);

const edit = (index: number, to: string): void => {
  const [name, from] = [`pattern0${index}.${index % 2 === 0 ? 'json' : 'yaml'}`, `Pattern ${index}`];
  workspace.edit(`patterns/${name}`, from, to);
};

describe('changed specs', () => {
  test('are the only ones that are rendered, compiled and written', async () => {
    edit(1, 'One');
    edit(2, 'Two');
    const report = await delta({ verbose: true });
    expect(report).toMatchObject({
      success: true,
      diagnostics: [],
      generation: { fresh: 6, rendered: 4, pruned: 0 },
      compilation: { fresh: 3, compiled: 2, pruned: 0 },
    });
    expect(report?.changes.map(({ file }) => file)).toEqual([
      'generated/docs/pattern01.md',
      'generated/docs/pattern02.md',
      'generated/pattern01.js',
      'generated/pattern01.js.map',
      'generated/pattern01.ts',
      'generated/pattern02.js',
      'generated/pattern02.js.map',
      'generated/pattern02.ts',
    ]);
    expect((await workspace.succeed()).counts).toBe('10/0/0 5/0/0');
    await clean();
  });

  test('may follow each other', async () => {
    for (const title of ['One', 'One more', 'And another one']) {
      edit(1, `Pattern 1 ${title}`);
      expect(await delta()).toMatchObject({ generation: { rendered: 2 } });
    }
    await clean();
  });

  test('with changed comments only cause no rendering, because the data is equal', async () => {
    workspace.edit('patterns/pattern01.yaml', '# made', '# written');
    const report = await delta();
    expect(report).toMatchObject({ generation: { fresh: 10, rendered: 0 }, compilation: { fresh: 5, compiled: 0 } });
    expect(report?.changes).toEqual([]);
    await clean();
  });
});

/** A change together with one of pattern 2, and the counts of a run with a partial graph. */
describe('with an edited spec', () => {
  const cases: Record<string, [change: () => void, generation: [number, number, number], compiled: number]> = {
    'a template': [() => workspace.edit('templates/sheet.hbs', 'nodes', 'parts'), [4, 6, 0], 1],
    'a partial': [() => workspace.edit('partials/header.hbs', '//', '///'), [4, 6, 0], 5],
    'a partial that nothing uses': [() => workspace.write({ 'partials/other.hbs': 'x' }), [8, 2, 0], 1],
    'an output': [() => workspace.edit('generated/docs/pattern01.md', 'PATTERN', 'MUSTER'), [7, 3, 0], 1],
    'a spec more': [() => workspace.write({ 'patterns/one.json': '{ "title": "N", "nodes": [] }' }), [8, 4, 0], 2],
    'a spec less': [() => workspace.remove('patterns/pattern03.yaml'), [6, 2, 2], 1],
  };
  test('and a removed output, the whole graph is loaded: another file may have been added to the folder', async () => {
    workspace.remove('generated/docs/pattern01.md');
    edit(2, 'Two');
    expect(await delta()).toBeUndefined();
    expect((await workspace.succeed()).counts).toBe('7/3/0 4/1/0');
    await clean();
  });

  test.each(Object.keys(cases))('%s', async (name) => {
    const [change, [fresh, rendered, pruned], compiled] = cases[name]!;
    change();
    edit(2, 'Two');
    const report = await delta();
    expect(report).toMatchObject({ generation: { fresh, rendered, pruned }, compilation: { compiled } });
    expect((await workspace.succeed()).counts).toMatch(/^\d+\/0\/0 \d+\/0\/0$/);
    await clean();
  });

  test('that is invalid, nothing is written', async () => {
    workspace.edit('patterns/pattern01.yaml', 'type: add', 'type: none');
    edit(2, 'Two');
    const before = workspace.outputs();
    expect(await delta()).toMatchObject({ success: false, diagnostics: [{ code: 'spec-schema' }] });
    expect(workspace.outputs()).toEqual(before);
  });

  test('that renames its files', async () => {
    const options: Partial<CodegenOptions> = {
      emit: [{ template: 'sheet', to: '{{kebabCase title}}.md' }],
      compile: [],
    };
    await workspace.succeed(options);
    edit(1, 'One');
    expect(await delta(options)).toMatchObject({ generation: { fresh: 4, rendered: 1, pruned: 1 } });
    expect((await workspace.succeed(options)).counts).toBe('5/0/0 0/0/0');
  });

  test('whose file gets the name of another pattern is an error', async () => {
    const options: Partial<CodegenOptions> = { emit: [{ template: 'sheet', to: '{{title}}.md' }], compile: [] };
    await workspace.succeed(options);
    edit(1, 'pattern 2');
    expect(await delta(options)).toMatchObject({ success: false, diagnostics: [{ code: 'output-collision' }] });
  });
});

describe('affects everything:', () => {
  const cases: Record<string, () => void> = {
    'a module': () => workspace.edit('code/loud.js', 'Upper', 'Lower'),
    'the schema': () => workspace.edit('pattern.schema.json', '"required"', ' "required"'),
    'an output whose folder is looked at': () => workspace.remove('generated/pattern01.d.ts'),
  };
  test.each(Object.keys(cases))('%s', async (change) => {
    cases[change]!();
    edit(2, 'Two');
    expect(await delta()).toBeUndefined();
  });
});

describe('a change after the scan fails the run, and the next one includes it:', () => {
  const changed = 'this file changed while the run was reading it';
  const cases: Record<string, [file: string, () => void]> = {
    'a template': ['templates/sheet.hbs', () => workspace.edit('templates/sheet.hbs', 'has', 'with')],
    'a partial': ['partials/header.hbs', () => workspace.edit('partials/header.hbs', '//', '///')],
    'a partial of other files': ['partials/nodes/time.hbs', () => workspace.edit('partials/nodes/time.hbs', '2', '3')],
    'a changed spec': ['patterns/pattern02.json', () => workspace.edit('patterns/pattern02.json', 'Two', 'Three')],
    'a module': ['code/loud.js', () => workspace.edit('code/loud.js', 'Upper', 'Lower')],
    'the schema': ['pattern.schema.json', () => workspace.edit('pattern.schema.json', '"required"', ' "required"')],
    'what a module reads': ['code/words.txt', () => workspace.write({ 'code/words.txt': 'other' })],
  };
  const each = Object.keys(cases).flatMap((change) => [[change, OPTIONS] as const, [change, WHOLE] as const]);
  test.each(each)('%s', async (change, options) => {
    workspace.write({
      'code/words.txt': 'some',
      'code/loud.js': `const words = () => require('fs').readFileSync(__dirname + '/words.txt', 'utf8');
module.exports = (text) => String(text).toUpperCase() + words();
`,
    });
    await workspace.succeed(options);
    const [file, behindScan] = cases[change]!;
    workspace.edit('patterns/pattern02.json', 'Pattern 2', 'Two');
    expect(await delta(options, behindScan)).toMatchObject({
      success: false,
      diagnostics: [{ code: 'changed-during-run', file, message: changed }],
    });
    // A process caches what modules have read.
    await endDriver();
    await workspace.succeed(options);
    await expectClean(workspace, options);
  });
});

describe('a change in the output folder after the scan makes the run check again:', () => {
  test('another run that writes the same files', async () => {
    edit(2, 'Two');
    const report = await delta(OPTIONS, () => workspace.succeed());
    expect(report).toMatchObject({ success: true, generation: { fresh: 10, rendered: 0 }, changes: [] });
    await clean();
  });

  test('a killed run whose lock was removed', async () => {
    edit(2, 'Two');
    // Named after a process whose id was reused.
    const staging = `generated/.codegen-staging-${process.pid}.1-00ff`;
    const report = await delta(OPTIONS, () => workspace.write({ [`${staging}/0-1`]: 'half' }));
    expect(report).toMatchObject({ success: true, generation: { fresh: 8, rendered: 2 } });
    expect(existsSync(join(workspace.root, staging))).toBe(false);
    await clean();
  });
});

test('for any changes in any order, the files equal those of a clean run', async () => {
  const steps: Record<string, (index: number, salt: number) => void> = {
    title: (index, salt) => {
      const name = `patterns/pattern0${index}.${index % 2 === 0 ? 'json' : 'yaml'}`;
      workspace.write({
        [name]: workspace
          .read(name)
          .replace(/"?title"?: [^,\n]*/, (line) => `${line.replace(/"?$/, '')}${salt}${line.endsWith('"') ? '"' : ''}`),
      });
    },
    value: (_index, salt) => workspace.write({ 'patterns/pattern00.json': `{ "title": "${salt}", "nodes": [] }` }),
    touch: (index) => utimesSync(join(workspace.root, `patterns/pattern0${index & 2}.json`), new Date(), new Date()),
    template: (_index, salt) => workspace.write({ 'templates/sheet.hbs': `${salt}{{title}}{{nodes.length}}\n` }),
    output: (index, salt) => workspace.write({ [`generated/docs/pattern0${index}.md`]: `${salt}` }),
    more: (_index, salt) => workspace.write({ [`patterns/n${salt}.json`]: '{ "title": "n", "nodes": [] }' }),
    lost: (index) => workspace.remove(`generated/pattern0${index}.ts`),
  };
  const step = fc.tuple(fc.constantFrom('title', 'title', ...Object.keys(steps)), fc.nat(COUNT - 1), fc.nat(9));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.array(fc.boolean()), async (changes, runs) => {
      workspace.dispose();
      workspace = library(COUNT, OPTIONS);
      await workspace.succeed();
      for (const [at, [name, index, salt]] of changes.entries()) {
        steps[name]!(index, salt);
        if (runs[at] ?? true) await workspace.succeed();
      }
      await workspace.succeed();
      await clean();
    }),
    { numRuns: 12 },
  );
});
