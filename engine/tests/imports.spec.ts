import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodegenOptions } from '../options';
import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { Driver } from '../testing/driver';
import { diagnosticsOf, small } from '../testing/small';
import { readBaseline } from '../graph/baseline';
import { isNothingChanged, scan } from '../graph/scan';
import { Session } from '../session';
import { endDriver, type Workspace } from '../testing/workspace';

jest.setTimeout(60_000);

let workspace: Workspace;
afterEach(() => workspace.dispose());
afterAll(endDriver);

/** Longer than a tick of the file system's clock. */
const TICK_MS = 50;

const HELPED = { helpers: 'code/helpers.js' };
const helper = (specifier: string): Record<string, string> => ({
  'templates/one.hbs': '{{shout title}}\n',
  'code/helpers.js': `exports.shout = (text) => text + require(${JSON.stringify(specifier)}).x;\n`,
});
const exporting = (x: string): string => `exports.x = ${JSON.stringify(x)};\n`;
const LINKED = {
  'libs/x/package.json': '{ "name": "x", "version": "1.0.0", "main": "a.js" }',
  'libs/x/a.js': exporting(' old'),
  'libs/x/b.js': exporting(' new'),
  'libs/y/package.json': '{ "name": "x", "version": "1.0.0", "main": "a.js" }',
  'libs/y/a.js': exporting(' new'),
};
const link = (target: string, path: string): void => {
  workspace.remove(path);
  symlinkSync(target, join(workspace.root, path));
};

interface Change {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly before?: () => void;
  readonly change: () => void;
}

/** Generates until a scan finds nothing to do. */
async function generated(
  files: Readonly<Record<string, string>>,
  options: Partial<CodegenOptions>,
  before?: () => void,
) {
  workspace = small(files, options);
  before?.();
  await wait(TICK_MS);
  await workspace.succeed();
  await wait(TICK_MS);
  await workspace.succeed();
  await wait(TICK_MS);
  expect(scansAsFresh()).toBe(true);
}

function scansAsFresh(): boolean {
  const settings = settingsOf(workspace);
  const baseline = readBaseline(settings);
  const found = baseline && scan(settings, undefined, baseline);
  return found !== undefined && isNothingChanged(found);
}

describe('a helper is loaded again if its import resolves to another file, because', () => {
  const changes: readonly Change[] = [
    {
      title: 'a file with the name of a folder is created',
      files: { ...helper('../lib'), 'lib/index.js': exporting(' old') },
      change: () => workspace.write({ 'lib.js': exporting(' new') }),
    },
    {
      title: 'a file is created in a folder without modules',
      files: {
        'templates/one.hbs': '{{shout title}}\n',
        'local/README.md': '',
        'code/helpers.js':
          'let x = " old";\ntry { x = require("../local/x").x; } catch {}\nexports.shout = (text) => text + x;\n',
      },
      change: () => workspace.write({ 'local/x.js': exporting(' new') }),
    },
    {
      title: 'package.json maps its name to another file',
      files: {
        ...helper('#x'),
        'package.json': '{ "imports": { "#x": "./lib/a.js" } }',
        'lib/a.js': exporting(' old'),
        'lib/b.js': exporting(' new'),
      },
      change: () => workspace.edit('package.json', 'a.js', 'b.js'),
    },
    {
      title: 'package.json maps two names to each other’s files',
      files: {
        'templates/one.hbs': '{{shout title}}\n',
        'package.json': '{ "imports": { "#x": "./lib/a.js", "#y": "./lib/b.js" } }',
        'lib/a.js': exporting(' old'),
        'lib/b.js': exporting(' new'),
        'code/helpers.js': 'const [x] = [require("#x").x, require("#y").x];\nexports.shout = (text) => text + x;\n',
      },
      change: () => workspace.write({ 'package.json': '{ "imports": { "#x": "./lib/b.js", "#y": "./lib/a.js" } }' }),
    },
    {
      title: 'a package.json is created in a folder with an index file',
      files: { ...helper('../lib'), 'lib/index.js': exporting(' old'), 'lib/main.js': exporting(' new') },
      change: () => workspace.write({ 'lib/package.json': '{ "main": "main.js" }' }),
    },
    {
      title: 'a package of the workspace names another main file',
      files: { ...helper('x'), ...LINKED },
      before: () => link('../libs/x', 'node_modules/x'),
      change: () => workspace.edit('libs/x/package.json', 'a.js', 'b.js'),
    },
    {
      title: 'a package is linked to another folder of the workspace',
      files: { ...helper('x'), ...LINKED },
      before: () => link('../libs/x', 'node_modules/x'),
      change: () => link('../libs/y', 'node_modules/x'),
    },
    {
      title: 'a package is installed in a nearer folder',
      files: { ...helper('x'), ...LINKED },
      before: () => link('../libs/x', 'node_modules/x'),
      change: () => workspace.write({ 'code/node_modules/x/index.js': exporting(' new') }),
    },
    {
      title: 'a parent folder is a link to another one',
      files: { ...helper('../current/x'), 'v1/x.js': exporting(' old'), 'v2/x.js': exporting(' new') },
      before: () => link('v1', 'current'),
      change: () => link('v2', 'current'),
    },
    {
      title: 'the folder of a module is moved and replaced by a link',
      files: {
        ...helper('../lib/x'),
        'lib/x.js': 'exports.x = require("../y").x;\n',
        'y.js': exporting(' old'),
        'moved/y.js': exporting(' new'),
      },
      change: () => {
        renameSync(join(workspace.root, 'lib'), join(workspace.root, 'moved/lib'));
        link('moved/lib', 'lib');
      },
    },
  ];

  test.each(changes)('$title', async ({ files, before, change }) => {
    await generated(files, HELPED, before);
    expect(workspace.read('generated/a.txt')).toBe('A old\n');
    change();
    await wait(TICK_MS);
    expect(scansAsFresh()).toBe(false);
    expect((await workspace.succeed({}, { newProcess: true })).counts).toBe('0/1/0 0/0/0');
    expect(workspace.read('generated/a.txt')).toBe('A new\n');
    await endDriver();
    await expectClean(workspace);
  });
});

test('a package with the same files but another link is another package', async () => {
  const inner = (folder: string, x: string) => ({
    [`node_modules/.store/${folder}/outer/package.json`]: '{ "name": "outer", "version": "1.0.0" }',
    [`node_modules/.store/${folder}/outer/index.js`]: 'exports.x = require("inner").x;\n',
    [`node_modules/.store/${folder}/node_modules/inner/package.json`]: '{ "name": "inner", "version": "1.0.0" }',
    [`node_modules/.store/${folder}/node_modules/inner/index.js`]: exporting(x),
  });
  await generated({ ...helper('outer'), ...inner('one', ' old'), ...inner('two', ' new') }, HELPED, () => {
    link('.store/one/outer', 'node_modules/outer');
  });
  link('.store/two/outer', 'node_modules/outer');
  await wait(TICK_MS);
  expect((await workspace.succeed({}, { newProcess: true })).counts).toBe('0/1/0 0/0/0');
  expect(workspace.read('generated/a.txt')).toBe('A new\n');
});

test('other conditions select other exports of a package', async () => {
  await generated(
    {
      ...helper('#x'),
      'package.json': '{ "imports": { "#x": { "own": "./lib/b.js", "default": "./lib/a.js" } } }',
      'lib/a.js': exporting(' old'),
      'lib/b.js': exporting(' new'),
    },
    HELPED,
  );
  const driver = new Driver({ NODE_OPTIONS: '--conditions=own' });
  try {
    expect((await workspace.runIn(driver)).counts).toBe('0/1/0 0/0/0');
  } finally {
    await driver.kill();
  }
  expect(workspace.read('generated/a.txt')).toBe('A new\n');
});

describe('nothing is generated again if', () => {
  test.each<[string, () => void]>([
    ['package.json changes in a part that no import needs', () => workspace.edit('package.json', '1', '2')],
    ['a file is created that no import resolves to', () => workspace.write({ 'lib.txt': '', 'code/other.js': '' })],
    ['a file is created with lower precedence', () => workspace.write({ 'lib.json': '{}' })],
  ])('%s', async (_title, change) => {
    await generated({ ...helper('../lib'), 'package.json': '{ "version": "1" }', 'lib.js': exporting(' old') }, HELPED);
    change();
    await wait(TICK_MS);
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
    expect(scansAsFresh()).toBe(true);
  });
});

const CAT = `const fs = require('node:fs');
const [input, output, config] = process.argv.slice(2);
`;
const compiling = (...more: string[]): Partial<CodegenOptions> => ({
  compile: [
    {
      compiler: 'command',
      command: ['node', 'tools/cat.cjs', '{input}', '{output}', ...more],
      extension: '.out',
      include: ['*.txt'],
    },
  ],
});

describe('a command is run again', () => {
  test('if its script imports another file under the same name', async () => {
    const options = compiling();
    await generated(
      {
        'tools/cat.cjs': `${CAT}fs.writeFileSync(output, fs.readFileSync(input, 'utf8') + require('./word').x);\n`,
        'tools/word/index.js': exporting('old'),
      },
      options,
    );
    workspace.write({ 'tools/word.js': exporting('new') });
    await wait(TICK_MS);
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect(workspace.read('generated/a.out')).toBe('Hello A\nnew');
  });

  test('if package.json swaps the files of two imports of its script', async () => {
    await generated(
      {
        'package.json': '{ "imports": { "#x": "./tools/a.js", "#y": "./tools/b.js" } }',
        'tools/a.js': exporting('old'),
        'tools/b.js': exporting('new'),
        'tools/cat.cjs': `${CAT}fs.writeFileSync(output, [require('#x').x, require('#y').x].join());\n`,
      },
      compiling(),
    );
    workspace.write({ 'package.json': '{ "imports": { "#x": "./tools/b.js", "#y": "./tools/a.js" } }' });
    await wait(TICK_MS);
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect(workspace.read('generated/a.out')).toBe('new,old');
  });

  test('if a file that it names is created', async () => {
    await generated(
      {
        'tools/cat.cjs': `${CAT}fs.writeFileSync(output, fs.existsSync(config) ? fs.readFileSync(config) : 'none');\n`,
      },
      compiling('tools/cat.json'),
    );
    workspace.write({ 'tools/cat.json': 'own' });
    await wait(TICK_MS);
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/1/0');
    expect(workspace.read('generated/a.out')).toBe('own');
  });
});

describe('a session', () => {
  test('detects after a round that an import resolves to another file', async () => {
    await generated({ ...helper('x'), ...LINKED }, HELPED, () => link('../libs/x', 'node_modules/x'));
    const session = new Session(settingsOf(workspace), {});
    await session.run();
    await session.check(() => true);
    workspace.edit('libs/x/package.json', 'a.js', 'b.js');
    await wait(TICK_MS);
    expect(await session.check(() => true)).toMatchObject({ differs: true });
  });
});

describe('an input that changes between two reads of a run', () => {
  /**
   * Changes a file after its nth read; returns the diagnostics, and what the next run makes after the file is restored.
   */
  async function behind(path: string, nth: number, text: string): Promise<string[]> {
    const before = workspace.read(path);
    const write = { [join(workspace.root, path)]: text };
    const driver = new Driver({ WRITE_BEHIND: JSON.stringify({ path, nth, write }) }, 'write-behind.cjs');
    await wait(TICK_MS);
    const run = await workspace.runIn(driver);
    await driver.kill();
    expect(workspace.read(path)).toBe(text);
    await wait(TICK_MS);
    workspace.write({ [path]: before });
    await wait(TICK_MS);
    await workspace.succeed({}, { newProcess: true });
    await endDriver();
    await expectClean(workspace);
    return run.success ? ['it succeeded'] : diagnosticsOf(run.output).split('\n');
  }

  const changed = (path: string): string[] => [
    `${path} error changed-during-run: this file changed while the run was reading it`,
    '  hint: run again',
  ];

  test('is an error if it is a module whose imports were followed', async () => {
    workspace = small({ ...helper('./x'), 'code/x.js': exporting(' old'), 'code/y.js': exporting(' new') }, HELPED);
    const text = workspace.read('code/helpers.js').replace('./x', './y');
    expect(await behind('code/helpers.js', 1, text)).toEqual(changed('code/helpers.js'));
  });

  test('is an error if it is a script that a command names', async () => {
    workspace = small(
      { 'tools/cat.cjs': `${CAT}fs.writeFileSync(output, fs.readFileSync(input));\n`, 'tools/x.cjs': exporting('x') },
      compiling(),
    );
    const text = `${CAT}fs.writeFileSync(output, require('./x.cjs').x);\n`;
    expect(await behind('tools/cat.cjs', 1, text)).toEqual(changed('tools/cat.cjs'));
  });

  test.each([1, 2])('is an error if it is a file of a package, after read %d', async (nth) => {
    const files = {
      'node_modules/p/package.json': '{ "version": "1.0.0" }',
      'node_modules/p/index.js': exporting('1'),
    };
    workspace = small({ ...helper('p'), ...files }, HELPED);
    expect(await behind('node_modules/p/index.js', nth, exporting('2'))).toEqual(changed('node_modules/p/index.js'));
  });

  test('is an error if it is a file of a package, after the scan of a run with a small change', async () => {
    const files = {
      'node_modules/p/package.json': '{ "version": "1.0.0" }',
      'node_modules/p/index.js': exporting('1'),
    };
    await generated({ ...helper('p'), ...files }, HELPED);
    workspace.edit('specs/a.json', '"A"', '"B"');
    const report = await deltaRun(workspace, {}, () => workspace.write({ 'node_modules/p/index.js': exporting('2') }));
    expect(report?.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'changed-during-run',
        message: 'this file changed while the run was reading it',
        file: 'node_modules/p/index.js',
        hint: 'run again',
      },
    ]);
  });

  test('is an error if it is a package.json that changes the resolution', async () => {
    // Node lists loaded CommonJS modules, but not ES modules.
    const json = '{ "name": "x", "main": "a.mjs" }';
    workspace = small(
      {
        'templates/one.hbs': '{{shout title}}\n',
        'code/helpers.mjs': 'import { x } from "x";\nexport default { shout: (text) => text + x };\n',
        'libs/x/package.json': json,
        'libs/x/a.mjs': 'export const x = " old";\n',
        'libs/x/b.mjs': 'export const x = " new";\n',
      },
      { helpers: 'code/helpers.mjs' },
    );
    link('../libs/x', 'node_modules/x');
    const text = json.replace('a.mjs', 'b.mjs');
    expect(await behind('libs/x/package.json', 1, text)).toEqual([
      'libs/x/package.json error changed-during-run: this was added, removed or changed while the run was loading modules, so their imports resolve differently',
      '  hint: run again',
    ]);
  });

  test('is no error if it is a package.json with the same resolution', async () => {
    workspace = small({ ...helper('x'), ...LINKED }, HELPED);
    link('../libs/x', 'node_modules/x');
    const text = LINKED['libs/x/package.json'].replace('1.0.0', '2.0.0');
    expect(await behind('libs/x/package.json', 1, text)).toEqual(['it succeeded']);
  });

  test('makes the next run compile again if a command has read it, even if it is restored', async () => {
    workspace = small(
      {
        'tools/config.txt': 'one',
        'tools/cat.cjs': `${CAT}if (fs.existsSync('flip')) {
  fs.rmSync('flip');
  fs.writeFileSync(config, 'two');
}
fs.writeFileSync(output, fs.readFileSync(config));
`,
        flip: '',
      },
      compiling('tools/config.txt'),
    );
    const first = await workspace.run();
    expect(diagnosticsOf(first.output).split('\n')).toEqual(changed('tools/config.txt'));
    workspace.write({ 'tools/config.txt': 'one' });
    await workspace.succeed();
    expect(workspace.read('generated/a.out')).toBe('one');
  });
});
