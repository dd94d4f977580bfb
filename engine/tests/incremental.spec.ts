import { existsSync, linkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { FILES, library, LIBRARY, patterns } from '../testing/library';
import { small } from '../testing/small';
import { endDriver, MANIFEST, type Run, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 6;
/** Six patterns, of which 0 and 3 have a node of type `time`. */
const ALL = COUNT * 2 + 2;

let workspace: Workspace;

beforeEach(async () => {
  workspace = library(COUNT);
  const run = await workspace.succeed();
  expect(run.counts).toBe(`0/${ALL}/0 0/${COUNT + 1}/0`);
});

afterEach(() => workspace.dispose());

/** Runs, and expects the output of a clean run and a no-op next run. */
async function exactly(options: Partial<CodegenOptions> = {}, newProcess = false): Promise<Run> {
  const run = await workspace.succeed(options, { newProcess });
  const incremental = workspace.outputs();
  const again = await workspace.succeed(options);
  expect(again.counts).toMatch(/^\d+\/0\/0 \d+\/0\/0$/);
  workspace.remove('generated');
  await workspace.succeed(options, { newProcess });
  expect(incremental).toEqual(workspace.outputs());
  return run;
}

/** Names of changed output files. */
function changed(before: Record<string, string> | undefined): string[] {
  const after = workspace.outputs() ?? {};
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  return [...names].filter((name) => before?.[name] !== after[name]).sort();
}

describe('without a change', () => {
  it('a run is a no-op and reads no template', async () => {
    const run = await workspace.run();
    expect(run.log).toBe(
      [
        '[OPT-1] templates: none needed (_ ms)',
        '[OPT-2] generation: fresh=14 rendered=0 pruned=0 (_ ms)',
        '[OPT-3] compilation: fresh=7 compiled=0 pruned=0 (_ ms)',
        '[PERF] total _ ms, 1 worker',
        '',
      ].join('\n'),
    );
  });

  it('nothing is rendered if files were only touched', async () => {
    for (const path of [...Object.keys(FILES), ...Object.keys(patterns(COUNT))]) {
      utimesSync(join(workspace.root, path), new Date(), new Date());
    }
    for (const path of Object.keys(workspace.outputs() ?? {})) {
      utimesSync(join(workspace.output, path), new Date(), new Date());
    }
    expect((await workspace.run()).counts).toBe('14/0/0 7/0/0');
  });
});

describe('a spec', () => {
  it('that was edited renders its files and affected library files', async () => {
    const before = workspace.outputs();
    const inode = statSync(join(workspace.output, 'index.ts')).ino;
    const mtime = statSync(join(workspace.output, 'index.ts')).mtimeMs;
    workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
    const run = await workspace.run();
    expect(run.counts).toBe('12/2/0 6/1/0');
    // The header is a comment, which the transformer keeps in scripts and drops from declarations.
    expect(changed(before)).toEqual([MANIFEST, 'docs/pattern01.md', 'pattern01.js', 'pattern01.ts']);
    expect(statSync(join(workspace.output, 'index.ts'))).toMatchObject({ ino: inode, mtimeMs: mtime });
  });

  it('with an edited comment changes only the manifest', async () => {
    const before = workspace.outputs();
    workspace.edit('patterns/pattern01.yaml', '# made for a test', '# a comment');
    const run = await workspace.succeed({ verbose: true });
    expect(run.counts).toBe('14/0/0 7/0/0');
    expect(run.output).not.toContain('wrote');
    expect(changed(before)).toEqual([MANIFEST]);
    expect((await exactly()).counts).toBe('14/0/0 7/0/0');
  });

  it('that was added renders its files and the library files', async () => {
    workspace.write({ 'patterns/zeta.json': '{ "title": "Zeta", "nodes": [] }' });
    expect((await exactly()).counts).toBe('12/4/0 6/2/0');
  });

  it('that was removed prunes its files, compiled files and empty folders', async () => {
    await workspace.succeed({
      emit: [{ template: 'sheet', to: 'docs/{{@name}}/sheet.md' }, ...LIBRARY.emit.slice(0, 1)],
    });
    workspace.remove('patterns/pattern00.json');
    const run = await workspace.succeed({
      emit: [{ template: 'sheet', to: 'docs/{{@name}}/sheet.md' }, ...LIBRARY.emit.slice(0, 1)],
    });
    expect(run.counts).toBe('10/0/2 5/0/1');
    const names = Object.keys(workspace.outputs() ?? {});
    expect(names.filter((name) => name.includes('pattern00'))).toEqual([]);
    expect(existsSync(join(workspace.output, 'docs/pattern00'))).toBe(false);
  });

  it('that was renamed moves its files', async () => {
    const text = workspace.read('patterns/pattern02.json');
    workspace.remove('patterns/pattern02.json');
    workspace.write({ 'patterns/renamed.json': text });
    // The number of patterns is the same, so that file is fresh; the index is not.
    expect((await exactly()).counts).toBe('11/3/2 5/2/1');
    expect(existsSync(join(workspace.output, 'pattern02.d.ts'))).toBe(false);
  });

  it('that was edited and restored causes nothing', async () => {
    workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
    workspace.edit('patterns/pattern01.yaml', 'Pattern one', 'Pattern 1');
    expect((await workspace.run()).counts).toBe('14/0/0 7/0/0');
  });
});

describe('a template', () => {
  it('that was edited renders the files of its emit', async () => {
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    const run = await exactly();
    expect(run.counts).toBe('8/6/0 7/0/0');
    expect(run.output).toContain('[CACHE HIT] 10 of 11');
  });

  it('of the library renders its one file', async () => {
    workspace.edit('templates/count.hbs', 'patterns\n', 'of them\n');
    expect((await exactly()).counts).toBe('13/1/0 7/0/0');
  });

  it('that was edited without an effect is rendered and not written', async () => {
    const before = workspace.outputs();
    workspace.edit('templates/sheet.hbs', '{{@path}}', '{{! why }}{{@path}}');
    expect((await workspace.succeed()).counts).toBe('8/6/0 7/0/0');
    expect(changed(before)).toEqual([MANIFEST]);
  });
});

describe('a partial', () => {
  it('that was edited renders exactly the files that use it', async () => {
    workspace.edit('partials/header.hbs', '// ', '//// ');
    expect((await exactly()).counts).toBe('8/6/0 1/6/0');
  });

  it('that data chooses renders exactly the files whose data chose it', async () => {
    workspace.edit('partials/nodes/time.hbs', '* 2', '* 3');
    expect((await exactly()).counts).toBe('12/2/0 5/2/0');
  });

  it('that is not used causes nothing', async () => {
    workspace.write({ 'partials/nodes/unused.hbs': 'x' });
    expect((await exactly()).counts).toBe('14/0/0 7/0/0');
    workspace.write({ 'partials/nodes/unused.hbs': 'y' });
    expect((await exactly()).counts).toBe('14/0/0 7/0/0');
  });

  it('in a `to` renders the files whose path uses it', async () => {
    workspace.write({ 'partials/place.hbs': 'a' });
    const emit: CodegenOptions['emit'] = [{ template: 'sheet', to: '{{> place}}/{{@name}}.md' }];
    await workspace.succeed({ emit });
    workspace.write({ 'partials/place.hbs': 'b' });
    expect((await exactly({ emit })).counts).toBe('0/6/6 0/0/0');
    expect(Object.keys(workspace.outputs() ?? {})).toContain('b/pattern00.md');
  });

  it('that replaces a fallback block renders the files with that block', async () => {
    workspace.write({ 'templates/sheet.hbs': '{{#> frame}}no frame{{/frame}}\n' });
    await workspace.succeed();
    expect(workspace.outputs()?.['docs/pattern00.md']).toBe('no frame\n');
    workspace.write({ 'partials/frame.hbs': 'framed' });
    expect((await exactly()).counts).toBe('8/6/0 7/0/0');
    expect(workspace.outputs()?.['docs/pattern00.md']).toBe('framed\n');
    workspace.remove('partials/frame.hbs');
    expect((await exactly()).counts).toBe('8/6/0 7/0/0');
    expect(workspace.outputs()?.['docs/pattern00.md']).toBe('no frame\n');
  });
});

describe('a module', () => {
  it.each([
    ['code/helpers.js', 'loud(text)', '`<${loud(text)}>`', 'docs/pattern00.md', '# <PATTERN 0>'],
    ['code/loud.js', 'toUpperCase', 'toLowerCase', 'docs/pattern00.md', '# pattern 0'],
    ['code/prepare.js', 'step: 1', 'step: 5', 'pattern00.ts', '0 + 5,'],
  ])('%s renders everything, since it may affect any byte', async (path, from, to, file, expected) => {
    workspace.edit(path, from, to);
    const run = await exactly({}, true);
    expect(run.counts).toMatch(path.includes('prepare') ? /^2\/12\/0 1\/6\/0$/ : /^2\/12\/0 7\/0\/0$/);
    expect(workspace.outputs()?.[file]).toContain(expected);
  });

  it('edited between two runs of one process is loaded again', async () => {
    workspace.edit('code/loud.js', 'toUpperCase', 'toLowerCase');
    await workspace.succeed();
    expect(workspace.outputs()?.['docs/pattern00.md']).toContain('# pattern 0');
  });
});

describe('an option', () => {
  it('`schema` validates every spec and renders no file if all are valid', async () => {
    workspace.edit('pattern.schema.json', '"add","time"', '"add","time","wave"');
    expect((await exactly()).counts).toBe('14/0/0 7/0/0');
  });

  it('`to` moves the files', async () => {
    const emit = LIBRARY.emit.map((one) => ({ ...one, to: one.to.replace('docs/', 'sheets/') }));
    expect((await exactly({ emit: emit as CodegenOptions['emit'] })).counts).toBe('7/7/7 7/0/0');
    expect(existsSync(join(workspace.output, 'docs'))).toBe(false);
  });

  it('`escape` changes what is escaped', async () => {
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'a < b');
    await workspace.succeed();
    const before = workspace.outputs();
    expect((await exactly({ escape: true })).counts).toBe('2/12/0 0/7/0');
    expect(changed(before)).toEqual([MANIFEST, 'docs/pattern00.md', 'pattern00.js', 'pattern00.ts']);
    expect(workspace.outputs()?.['docs/pattern00.md']).toContain('# A &lt; B');
  });

  it('of a compiler only compiles', async () => {
    const compile: CodegenOptions['compile'] = [{ compiler: 'typescript', transformer: 'typescript' }];
    expect((await exactly({ compile })).counts).toBe('14/0/0 0/7/0');
  });

  it('`include` of a compiler prunes files that are no longer included', async () => {
    const compile: CodegenOptions['compile'] = [{ compiler: 'typescript', include: ['index.ts'] }];
    expect((await exactly({ compile })).counts).toBe('14/0/0 1/0/6');
    expect((await workspace.succeed({ compile: [] })).counts).toBe('14/0/0 0/0/1');
  });

  it('`workers`, `verbose` and the switches cause nothing', async () => {
    for (const options of [
      { workers: 8 },
      { verbose: true },
      { onError: 'continue' as const },
      { optimizations: { templateCache: false, parallelGeneration: false } },
    ]) {
      expect((await workspace.run(options)).counts).toBe('14/0/0 7/0/0');
    }
  });
});

describe('an output', () => {
  it.each(['pattern00.ts', 'pattern00.js', 'pattern00.d.ts', 'pattern00.js.map', 'docs/count.txt', 'index.js'])(
    '%s is restored if it was edited or deleted',
    async (path) => {
      const before = workspace.outputs();
      const text = workspace.read(`generated/${path}`);
      const compiledOnly = !/(\.txt|[^d]\.ts)$/.test(path);
      const expected = compiledOnly ? '14/0/0 6/1/0' : '13/1/0 7/0/0';
      writeFileSync(join(workspace.output, path), text.replace(/\w/, 'X'));
      expect((await workspace.succeed()).counts).toBe(expected);
      expect(workspace.outputs()).toEqual(before);
      workspace.remove(`generated/${path}`);
      expect((await workspace.succeed()).counts).toBe(expected);
      expect(workspace.outputs()).toEqual(before);
    },
  );
});

it('a file whose name changes in case only exists under its new name, also on a case-insensitive file system', async () => {
  workspace.dispose();
  workspace = small({ 'specs/a.json': '{ "title": "Button" }' }, { emit: [{ template: 'one', to: '{{title}}.txt' }] });
  await workspace.succeed();
  // As on a case-insensitive file system.
  linkSync(join(workspace.output, 'Button.txt'), join(workspace.output, 'button.txt'));
  workspace.write({ 'specs/a.json': '{ "title": "button" }' });
  await workspace.succeed();
  expect(workspace.read('generated/button.txt')).toBe('Hello button\n');
  expect(Object.keys(workspace.manifest().files)).toEqual(['button.txt']);
  expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'button.txt']);
});
