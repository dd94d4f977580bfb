import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256 } from '../../state/hash';
import { LONG } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { deltaRun, expectClean } from '../testing/delta-run';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

/** Each call of `prepare` records the pattern's name in this file, which is not an input. */
const CALLS = 'calls';

const OPTIONS: CodegenOptions = {
  patterns: ['patterns/*.json'],
  templates: ['templates/*.hbs'],
  helpers: 'helpers.js',
  prepare: 'prepare.js',
  emit: [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'names', to: 'names.ts', each: 'library' },
    { template: 'sizes', to: 'sizes.txt', each: 'library' },
  ],
  outputDir: 'generated',
  // The other transformer is not a CommonJS module, so this process could not load it.
  compile: [{ compiler: 'typescript', transformer: 'typescript' }],
  workers: 1,
};

const FILES = {
  'patterns/a.json': '{ "name": "a", "size": 1, "text": "one" }\n',
  'patterns/b.json': '{ "name": "b", "size": 2, "text": "two" }\n',
  'patterns/c.json': '{ "name": "c", "size": 3, "text": "three" }\n',
  'templates/one.hbs': '{{name}} {{size}} {{text}}\n',
  'templates/names.hbs': '{{#each patterns}}\nexport const {{camelCase name}}: number = {{@index}};\n{{/each}}\n',
  'templates/sizes.hbs': '{{patterns.length}}:{{#each patterns}} {{size}}{{/each}}\n',
  'helpers.js': "exports.loud = (text) => String(text).toUpperCase() + '!';\n",
  'prepare.js': `const { appendFileSync } = require('node:fs');
module.exports = (spec, { name }) => {
  appendFileSync(__dirname + '/${CALLS}', name);
  return { ...spec };
};
`,
};

let workspace: Workspace;

beforeEach(async () => {
  workspace = new Workspace(OPTIONS, FILES);
  await workspace.succeed();
  prepared();
});
afterEach(() => workspace.dispose());

const delta = (options?: Partial<CodegenOptions>) => deltaRun(workspace, options);

/** Patterns that were prepared since the last call, each once. */
function prepared(): string {
  const calls = join(workspace.root, CALLS);
  const names = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  rmSync(calls, { force: true });
  return [...new Set(names)].sort().join('');
}

function usageFile(): string {
  const folder = join(workspace.state, 'index');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.usage')) ?? 'none');
}

describe('a changed spec', () => {
  test('that no library file shows is the only spec that is read', async () => {
    workspace.edit('patterns/b.json', 'two', 'zwei');
    expect(await delta()).toMatchObject({
      success: true,
      generation: { fresh: 4, rendered: 1 },
      compilation: { fresh: 1, compiled: 0 },
      changes: [{ what: 'wrote', file: 'generated/b.txt' }],
    });
    expect(prepared()).toBe('b');
    expect((await workspace.succeed()).counts).toBe('5/0/0 1/0/0');
    expect(prepared()).toBe('');
    // The usages are valid for the next change too.
    workspace.edit('patterns/c.json', 'three', 'drei');
    workspace.edit('patterns/b.json', 'zwei', 'deux');
    expect(await delta()).toMatchObject({ generation: { fresh: 3, rendered: 2 } });
    expect(prepared()).toBe('bc');
    await expectClean(workspace);
  });

  test('renders the library files that show it, and no others', async () => {
    workspace.edit('patterns/b.json', '"size": 2', '"size": 20');
    expect(await delta()).toMatchObject({
      generation: { fresh: 3, rendered: 2 },
      compilation: { fresh: 1, compiled: 0 },
      changes: [{ file: 'generated/b.txt' }, { file: 'generated/sizes.txt' }],
    });
    expect(prepared()).toBe('abc');
    expect(workspace.read('generated/sizes.txt')).toBe('3: 1 20 3\n');
    workspace.edit('patterns/b.json', '"name": "b"', '"name": "bee"');
    expect(await delta()).toMatchObject({
      generation: { fresh: 3, rendered: 2 },
      compilation: { fresh: 0, compiled: 1 },
    });
    expect(prepared()).toBe('abc');
    workspace.edit('patterns/b.json', 'two', 'zwei');
    expect(await delta()).toMatchObject({ generation: { fresh: 4, rendered: 1 } });
    expect(prepared()).toBe('b');
    await expectClean(workspace);
  });

  test('counts a library file as fresh if it was rendered without a change', async () => {
    rmSync(usageFile());
    workspace.edit('patterns/b.json', 'two', 'zwei');
    expect(await delta()).toMatchObject({ generation: { fresh: 4, rendered: 1 } });
    expect(prepared()).toBe('abc');
    await expectClean(workspace);
  });

  test('may leave nothing to render in a target with library files only', async () => {
    const options: Partial<CodegenOptions> = { emit: [OPTIONS.emit[1]!, OPTIONS.emit[2]!] };
    await workspace.succeed(options);
    prepared();
    workspace.edit('patterns/b.json', 'two', 'zwei');
    expect(await delta(options)).toMatchObject({ generation: { fresh: 2, rendered: 0 }, changes: [] });
    expect(prepared()).toBe('b');
    expect(workspace.manifest().inputs['patterns/b.json']).toBe(sha256(workspace.read('patterns/b.json')));
    await expectClean(workspace, options);
  });

  test('that is also a partial renders the files of both', async () => {
    const options = { partials: ['patterns/b.json'] };
    workspace.write({ 'templates/one.hbs': '{{name}} {{> b}}\n' });
    await workspace.succeed(options);
    workspace.edit('patterns/b.json', 'two', 'zwei');
    expect(await delta(options)).toMatchObject({ generation: { fresh: 2, rendered: 3 } });
    await expectClean(workspace, options);
  });

  test('may change the name of a library file', async () => {
    const options: Partial<CodegenOptions> = {
      emit: [{ template: 'names', to: '{{patterns.0.name}}.ts', each: 'library' }],
    };
    await workspace.succeed(options);
    workspace.edit('patterns/a.json', '"name": "a"', '"name": "other"');
    expect(await delta(options)).toMatchObject({
      generation: { fresh: 0, rendered: 1, pruned: 1 },
      compilation: { fresh: 0, compiled: 1, pruned: 1 },
    });
    await expectClean(workspace, options);
  });
});

describe('library files are rendered if their usage is unknown:', () => {
  const edit = (path: string, from: string, to: string) => () => workspace.edit(path, from, to);
  const rewrite = (change: (text: string) => string) => () => {
    const text = readFileSync(usageFile(), 'utf8');
    const body = change(text.slice(text.indexOf('\n') + 1));
    expect(body).not.toBe(text.slice(text.indexOf('\n') + 1));
    writeFileSync(usageFile(), `${sha256(body)}\n${body}`);
  };
  const cases: Record<string, { before?: () => void; after?: () => void }> = {
    'a helper of the user': { before: edit('templates/names.hbs', '{{@index}}', '{{@index}} /* {{loud name}} */') },
    'data of a class': { before: edit('prepare.js', '{ ...spec }', 'new (class { name = spec.name; size = 1; })()') },
    'the export "library"': {
      before: edit(
        'prepare.js',
        'module.exports =',
        'exports.library = (patterns) => ({ patterns });\nexports.default =',
      ),
    },
    'no usage kept': { after: () => rmSync(usageFile()) },
    'a damaged one': {
      after: () => writeFileSync(usageFile(), readFileSync(usageFile(), 'utf8').replace('[0,"name"]', '5')),
    },
    'one cut short': { after: () => writeFileSync(usageFile(), '') },
    'one of another version': { after: rewrite((text) => text.replace('"version":1', '"version":0')) },
    'one of other renderings': {
      after: rewrite((text) => text.replaceAll(/"[0-9a-f]{64}":/g, `"${'0'.repeat(64)}":`)),
    },
    'one without questions': { after: rewrite((text) => text.replaceAll(/"asked":\[[^\]]*\]/g, '"asked":[]')) },
    'one of something else': { after: rewrite(() => '{"version":1,"usages":null}') },
  };
  test.each(Object.keys(cases))('%s', async (name) => {
    const { before, after } = cases[name]!;
    before?.();
    await workspace.succeed();
    after?.();
    prepared();
    workspace.edit('patterns/b.json', 'two', 'zwei');
    await delta();
    expect(prepared()).toBe('abc');
    await expectClean(workspace);
  });

  test('outputs restored from the cache of Nx', async () => {
    const kept = join(workspace.state, 'kept');
    copyFileSync(usageFile(), kept);
    const old = workspace.outputs();
    workspace.edit('patterns/c.json', '"size": 3', '"size": 30');
    await workspace.succeed();
    // Current files and manifest with the old state: its usage of `c` is invalid.
    copyFileSync(kept, usageFile());
    prepared();
    workspace.edit('patterns/c.json', '"size": 30', '"size": 3');
    await delta();
    expect(prepared()).toBe('abc');
    expect(workspace.outputs()).toEqual(old);
    await expectClean(workspace);
  });
});

test('for any templates and specs, the files equal those of a clean run', async () => {
  const parts = [
    '{{name}}',
    '{{size}}',
    '{{json this}}',
    '{{#if more}}+{{/if}}',
    '{{#each list}}{{@key}}{{this}}{{/each}}',
  ];
  const more = ['{{list.length}}', '{{#with (lookup ../patterns 0)}}{{size}}{{/with}}', '{{loud text}}', '{{@index}}'];
  const part = fc.constantFrom(...parts, ...more);
  const spec = fc.record(
    {
      name: fc.constantFrom('x', 'y'),
      size: fc.nat(2),
      text: fc.constantFrom('one', 'two'),
      more: fc.constantFrom(null, {}, [], false),
      list: fc.constantFrom([], [1], [2], { a: 1 }, { a: 1, b: 1 }, { b: 1, a: 1 }),
    },
    { requiredKeys: ['name', 'text'], noNullPrototype: true },
  );
  const change = fc.record({ pattern: fc.constantFrom('a', 'b', 'c'), spec });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(part, part),
      fc.constantFrom('{{size}}', '{{text}}'),
      fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      async (shown, other, rounds) => {
        workspace.dispose();
        workspace = new Workspace(OPTIONS, {
          ...FILES,
          'templates/names.hbs': '{{#each patterns}}\nexport const n{{@index}}: number = 1; // {{name}}\n{{/each}}\n',
          'templates/sizes.hbs': `{{#each patterns}}${shown.join('')}{{/each}}\n${other}\n`,
        });
        await workspace.succeed();
        for (const changes of rounds) {
          for (const one of changes) workspace.write({ [`patterns/${one.pattern}.json`]: JSON.stringify(one.spec) });
          await workspace.succeed();
        }
        await expectClean(workspace);
      },
    ),
    { numRuns: LONG ? 100 : 8 },
  );
});
