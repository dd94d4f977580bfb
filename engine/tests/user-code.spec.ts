import { execFileSync } from 'node:child_process';
import fs, { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import glob from 'fast-glob';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { diagnosticsOf, small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, type Run, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTION_INPUTS = ['specs/*.{json,yaml}', 'templates/*.hbs', 'code/h.cjs'].map((glob) => `{workspaceRoot}/${glob}`);

let workspace: Workspace;
afterEach(() => workspace.dispose());

const helper = (body: string): void => {
  workspace = small(
    { 'code/h.cjs': `exports.level = () => ${body};\n`, 'templates/one.hbs': '{{level}}\n' },
    { helpers: 'code/h.cjs' },
  );
};

const run = (more: readonly unknown[] = [], env: Record<string, string> = {}): Promise<Run> =>
  workspace.run({}, { newProcess: true, env, context: contextOf([...OPTION_INPUTS, ...more]) });

const said = (result: Run): string[] => diagnosticsOf(result.output).split('\n');

test('a variable that a helper reads has to be an input, and then its changes are detected', async () => {
  helper('process.env.API_LEVEL');
  expect(said(await run([], { API_LEVEL: '4' }))).toEqual([
    "code/h.cjs:1:35 error undeclared-read: this reads the environment variable API_LEVEL, which is not an input of the target: Nx's cache would miss changes of it",
    `  hint: add to the target's inputs: { "env": "API_LEVEL" }`,
  ]);
  expect(workspace.outputs()).toBeUndefined();
  const declared = [{ env: 'API_LEVEL' }];
  for (const level of ['4', '9', '9']) {
    expect((await run(declared, { API_LEVEL: level })).success).toBe(true);
    expect(workspace.read('generated/a.txt')).toBe(`${level}\n`);
  }
  expect((await run(declared, { API_LEVEL: '9' })).counts).toBe('1/0/0 0/0/0');
  const manifest = workspace.read('generated/.codegen-manifest.json');
  expect(manifest).not.toContain('API_LEVEL');
});

test('another module for helpers or prepare is detected, also if one imports the other', async () => {
  workspace = small({
    'templates/one.hbs': '{{word}} {{title}}\n',
    'code/both.cjs': "require('./a.cjs'); require('./b.cjs'); module.exports = (spec) => spec;\n",
    'code/a.cjs': "exports.word = () => 'a';\n",
    'code/b.cjs': "exports.word = () => 'b';\n",
  });
  const made = async (options: Partial<CodegenOptions>): Promise<string> => {
    await workspace.succeed(options, { newProcess: true });
    return workspace.read('generated/a.txt');
  };
  expect(await made({ prepare: 'code/both.cjs', helpers: 'code/a.cjs' })).toBe('a A\n');
  expect(await made({ prepare: 'code/both.cjs', helpers: 'code/b.cjs' })).toBe('b A\n');
  expect(await made({ helpers: 'code/b.cjs' })).toBe('b A\n');
});

test('a file that a helper reads has to be an input, and then its changes are detected', async () => {
  helper("require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8').trim()");
  workspace.write({ 'data.txt': 'one\n' });
  expect(said(await run())[1]).toBe(`  hint: add to the target's inputs: "{workspaceRoot}/data.txt"`);
  const declared = ['{workspaceRoot}/data.txt'];
  await run(declared);
  workspace.write({ 'data.txt': 'two\n' });
  expect((await run(declared)).success).toBe(true);
  expect(workspace.read('generated/a.txt')).toBe('two\n');
});

describe('a read of workspace code in node_modules', () => {
  const read = (path: string): void =>
    helper(`require('node:fs').readFileSync(__dirname + '/../${path}', 'utf8').trim()`);
  const expectFollows = async (path: string, more: readonly unknown[] = []): Promise<void> => {
    for (const text of ['one', 'two']) {
      workspace.write({ [path]: `${text}\n` });
      expect(said(await run(more))).toEqual(['']);
      expect(workspace.read('generated/a.txt')).toBe(`${text}\n`);
    }
    expect((await run(more)).counts).toBe('1/0/0 0/0/0');
  };

  test('is tracked if Nx hashes all packages', async () => {
    read('node_modules/@some/icons/data.txt');
    await expectFollows('node_modules/@some/icons/data.txt');
  });

  test('has to be in a package that Nx hashes', async () => {
    read('node_modules/@some/icons/data.txt');
    workspace.write({ 'node_modules/@some/icons/data.txt': 'one\n' });
    expect(said(await run([{ externalDependencies: ['other'] }]))).toEqual([
      "code/h.cjs:1:42 error undeclared-read: this reads node_modules/@some/icons/data.txt, and its package is not an input of the target: Nx's cache would miss changes of it",
      `  hint: add to the target's inputs: { "externalDependencies": ["@some/icons"] }`,
    ]);
    await expectFollows('node_modules/@some/icons/data.txt', [{ externalDependencies: ['other', '@some/icons'] }]);
  });

  test('through a link to a workspace package has to be an input', async () => {
    read('node_modules/own/data.txt');
    workspace.write({ 'libs/own/data.txt': 'one\n' });
    symlinkSync('../libs/own', join(workspace.root, 'node_modules/own'));
    expect(said(await run())[1]).toBe(`  hint: add to the target's inputs: "{workspaceRoot}/libs/own/data.txt"`);
    await expectFollows('libs/own/data.txt', ['{workspaceRoot}/libs/own/*']);
    workspace.write({
      'code/h.cjs': "exports.level = () => require('node:fs').readdirSync(__dirname + '/../node_modules/own');\n",
    });
    expect(said(await run())[1]).toBe(`  hint: add to the target's inputs: "{workspaceRoot}/libs/own/*"`);
  });

  test('that checks if a package exists is tracked', async () => {
    helper("require('node:fs').existsSync(__dirname + '/../node_modules/icons')");
    expect(said(await run([{ externalDependencies: ['other'] }]))).toEqual(['']);
    for (const is of ['false', 'true']) {
      expect(said(await run())).toEqual(['']);
      expect(workspace.read('generated/a.txt')).toBe(`${is}\n`);
      workspace.write({ 'node_modules/icons/data.txt': '' });
    }
  });

  test('does not include reads by packages', async () => {
    helper("require('icons').text()");
    workspace.write({
      'node_modules/icons/index.js':
        "exports.text = () => require('fs').readFileSync(__dirname + '/data.txt', 'utf8');",
      'node_modules/icons/data.txt': 'one',
    });
    expect(said(await run([{ externalDependencies: ['other'] }]))).toEqual(['']);
  });
});

const withSearch = 'globSync' in fs ? test : test.skip;
const withDatabase = isBuiltin('node:sqlite') ? test : test.skip;

describe("Node's glob", () => {
  const searches = {
    globSync: "exports.level = () => fs.globSync('icons/*.svg', { cwd: __dirname + '/..' }).sort().join();",
    'promises.glob': `const names = (async () => { const all = []; for await (const one of fs.promises.glob('icons/*.svg', { cwd: __dirname + '/..' })) all.push(one); return all.sort().join(); })();
module.exports = (spec) => names.then((level) => ({ level }));`,
  };
  withSearch.each(Object.entries(searches))('%s is tracked with the folders that it lists', async (name, code) => {
    workspace = small(
      {
        'code/h.cjs': `const fs = require('node:fs');\n${code}\n`,
        'templates/one.hbs': '{{level}}\n',
        'icons/a.svg': '',
      },
      { [name === 'globSync' ? 'helpers' : 'prepare']: 'code/h.cjs' },
    );
    expect(said(await run()).filter((line) => line.includes('icons'))).toEqual([
      expect.stringMatching(
        /^code\/h\.cjs:2:\d+ error undeclared-read: this lists the files in icons, which is not an input of the target: Nx's cache would miss changes of it$/,
      ),
      `  hint: add to the target's inputs: "{workspaceRoot}/icons/*"`,
    ]);
    const declared = ['{workspaceRoot}/icons/*'];
    for (const names of ['icons/a.svg', 'icons/a.svg,icons/b.svg']) {
      expect(said(await run(declared))).toEqual(['']);
      expect(workspace.read('generated/a.txt')).toBe(`${names}\n`);
      workspace.write({ 'icons/b.svg': '' });
    }
    expect((await run(declared)).counts).toBe('1/0/0 0/0/0');
  });

  withSearch('that Node loaded before is unobserved', async () => {
    helper("require('node:fs').globSync('icons/*.svg', { cwd: __dirname + '/..' }).sort().join()");
    const driver = new Driver({}, 'search-first.cjs');
    try {
      expect(said(await workspace.runIn(driver, {}, { context: contextOf(OPTION_INPUTS) }))).toEqual([
        expect.stringMatching(
          /^code\/h\.cjs:1:\d+ error unseen-read: this starts a search for files, and what that reads cannot be seen$/,
        ),
        expect.stringContaining("add what it depends on to the target's inputs"),
      ]);
    } finally {
      await driver.kill();
    }
  });
});

withDatabase('a database that a helper opens has to be an input, and then its changes are detected', async () => {
  const sql = (text: string): void => {
    const code = `const { DatabaseSync } = require('node:sqlite'); const data = new DatabaseSync(process.argv[1]); data.exec(process.argv[2]); data.close();`;
    execFileSync(process.execPath, ['-e', code, join(workspace.root, 'data.db'), text], { stdio: 'ignore' });
  };
  helper(
    "((data) => { try { return data.prepare('select x from t').get().x; } finally { data.close(); } })(new (require('node:sqlite').DatabaseSync)(__dirname + '/../data.db'))",
  );
  sql("create table t (x text); insert into t values ('one')");
  expect(said(await run())[1]).toBe(`  hint: add to the target's inputs: "{workspaceRoot}/data.db"`);
  const declared = ['{workspaceRoot}/data.db'];
  for (const text of ['one', 'two']) {
    expect(said(await run(declared))).toEqual(['']);
    expect(workspace.read('generated/a.txt')).toBe(`${text}\n`);
    sql("update t set x = 'two'");
  }
  // Changes are kept in a side file until the database is closed.
  sql('pragma journal_mode = wal');
  for (const counts of ['0/1/0 0/0/0', '1/0/0 0/0/0']) expect((await run(declared)).counts).toBe(counts);
});

test.each(['realpathSync', 'realpathSync.native', 'readlinkSync'])(
  'a link that %s reads has to be an input, and then its changes are detected',
  async (ask) => {
    const links = "__dirname + '/../links/'";
    const asked = `require('node:fs').${ask}(${links} + 'current')`;
    helper(`require('node:path').basename(${asked})`);
    workspace.write({ 'links/readme.txt': '', 'releases/1/x': '', 'releases/2/x': '' });
    const link = join(workspace.root, 'links/current');
    symlinkSync('../releases/1', link);
    expect(said(await run()).slice(-2)).toEqual([
      expect.stringMatching(
        /^code\/h\.cjs:1:\d+ error undeclared-read: this reads links\/current, which is not an input of the target: Nx's cache would miss changes of it$/,
      ),
      '  hint: add to the target\'s inputs: "{workspaceRoot}/links/current"',
    ]);
    const declared = ['{workspaceRoot}/links/*'];
    expect((await run(declared)).success).toBe(true);
    rmSync(link);
    symlinkSync('../releases/2', link);
    await run(declared);
    expect(workspace.read('generated/a.txt')).toBe('2\n');
    expect((await run(declared)).counts).toBe('1/0/0 0/0/0');
  },
);

test('reads of a child process are unobserved, so the target has to declare inputs', async () => {
  helper("require('node:child_process').execSync('echo 1').toString().trim()");
  expect(said(await run())).toEqual([
    expect.stringMatching(
      /^code\/h\.cjs:1:\d+ error unseen-read: this starts a child process, and what that reads cannot be seen$/,
    ),
    `  hint: add what it depends on to the target's inputs: files, { "env": "NAME" }, or { "runtime": "command" }`,
  ]);
  expect((await run([{ runtime: 'echo 1' }])).success).toBe(true);
});

test('reading an own output is an error', async () => {
  helper(
    "require('node:fs').existsSync('x') || require('node:fs').readFileSync(__dirname + '/../generated/old.txt', 'utf8')",
  );
  workspace.write({ 'generated/old.txt': 'old' });
  expect((await run()).output).toContain(
    'error own-output-read: this reads generated/old.txt, an output of the target itself: what it makes would depend on what it made before',
  );
});

test('a helper that returns a promise is an error with a place', async () => {
  helper('Promise.reject(new Error("late"))');
  const [first] = said(await run());
  expect(first).toBe(
    'templates/one.hbs:1:1 error render: rendering for specs/a.json failed: the helper "level" returned a promise, and a template cannot wait for it',
  );
  expect(workspace.outputs()).toBeUndefined();
});

test('a late error is reported with its place, and nothing is left behind', async () => {
  helper('1');
  workspace.write({
    'code/h.cjs': 'exports.level = () => {\n  Promise.reject(new Error("nobody waits"));\n  return 1;\n};\n',
  });
  expect(said(await run())).toEqual(
    expect.arrayContaining([
      expect.stringContaining('code/h.cjs:2:18 error late-error: an unhandled error: nobody waits'),
      '  hint: await the promise, or catch the error where it is thrown',
    ]),
  );
  expect(workspace.outputs()).toBeUndefined();
});

test('a run does not await a promise that a late error left pending', async () => {
  const code = `module.exports = async () => {
  setImmediate(() => { throw new Error('thrown late'); });
  await new Promise(() => undefined);
};
`;
  workspace = small({ 'code/p.cjs': code, 'specs/b.json': '{}' }, { prepare: 'code/p.cjs' });
  const result = await workspace.run({}, { newProcess: true });
  expect(said(result)).toEqual([
    'code/p.cjs:2:30 error late-error: an unhandled error: thrown late',
    "  2 |   setImmediate(() => { throw new Error('thrown late'); });",
    '    |                              ^',
    '  hint: await the promise, or catch the error where it is thrown',
  ]);
  expect(workspace.outputs()).toBeUndefined();
});

test('reads of modules are known to a run that starts before the last one has written its index', async () => {
  helper('process.env.API_LEVEL');
  const again = (level = '4'): Promise<Run> => run([{ env: 'API_LEVEL' }], { API_LEVEL: level });
  const files = (end: string): string[] => glob.sync(`**/*.${end}`, { cwd: workspace.state, absolute: true });
  const lose = (...ends: string[]): void => ends.flatMap(files).forEach((path) => rmSync(path));
  await again();
  lose('index');
  expect((await again()).counts).toBe('1/0/0 0/0/0');
  lose('index');
  expect((await again('5')).counts).toBe('0/1/0 0/0/0');
  for (const path of files('reads')) writeFileSync(path, readFileSync(path, 'utf8').replace('salt', 'tlas'));
  lose('index');
  expect((await again('5')).counts).toBe('0/1/0 0/0/0');
  lose('index', 'reads');
  expect((await again('5')).counts).toBe('0/1/0 0/0/0');
});

/** A process without the earlier reads. */
const ALONE = { newProcess: true };

describe('earlier reads of modules stay recorded for files that a run did not render:', () => {
  beforeEach(async () => {
    helper("require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8').trim()");
    workspace.write({
      'data.txt': 'one\n',
      'schema.json': '{ "type": "object" }',
      'templates/all.hbs': '{{level}} {{#each patterns}}{{title}}{{/each}}\n',
      'templates/plain.hbs': '{{title}}\n',
    });
    await workspace.succeed({}, ALONE);
  });
  /** Expects that a file is rendered again after a run with these options that did not render it. */
  const isRenderedAgain = async (options: Partial<CodegenOptions>, file = 'a.txt'): Promise<void> => {
    workspace.write({ 'data.txt': 'two\n' });
    await workspace.succeed(options, ALONE);
    expect(workspace.read(`generated/${file}`)).toMatch(/^two\b/);
  };

  test('their data came out equal', async () => {
    expect((await workspace.succeed({ schema: 'schema.json' }, ALONE)).counts).toBe('1/0/0 0/0/0');
    await isRenderedAgain({ schema: 'schema.json' });
  });

  test('library files that show none of the changed data', async () => {
    const options: Partial<CodegenOptions> = { emit: [{ template: 'all', to: 'all.txt', each: 'library' }] };
    await workspace.succeed(options, ALONE);
    const checked = { ...options, schema: 'schema.json' };
    expect((await workspace.succeed(checked, ALONE)).counts).toBe('1/0/0 0/0/0');
    await isRenderedAgain(checked, 'all.txt');
  });

  test('their pattern failed while others succeeded, and is fixed', async () => {
    const options: Partial<CodegenOptions> = { onError: 'continue' };
    const good = workspace.read('specs/a.json');
    workspace.write({ 'specs/a.json': '{ "title": ', 'specs/b.json': good });
    const emit: CodegenOptions['emit'] = [{ template: 'one', to: '{{@name}}.txt' }];
    expect((await workspace.run({ ...options, emit }, ALONE)).success).toBe(false);
    workspace.write({ 'specs/a.json': good });
    await isRenderedAgain(options);
  });

  test('their pattern failed, and no other file was rendered by code', async () => {
    const [one, plain] = [
      { template: 'one', to: '{{@name}}.txt' },
      { template: 'plain', to: '{{@name}}.md' },
    ];
    const options: Partial<CodegenOptions> = { onError: 'continue', emit: [one, plain] };
    await workspace.succeed(options, ALONE);
    const good = workspace.read('specs/a.json');
    workspace.write({ 'specs/a.json': '{ "title": ' });
    expect((await workspace.run(options, ALONE)).success).toBe(false);
    workspace.write({ 'specs/a.json': good });
    await isRenderedAgain(options);
  });
});

test('if Nx hashed other inputs and no node has changed, everything is generated again', async () => {
  helper('1');
  const runTarget = (taskHash: string): Promise<Run> =>
    workspace.run({}, { taskHash, context: contextOf(OPTION_INPUTS) });
  await runTarget('one');
  expect((await runTarget('one')).counts).toBe('1/0/0 0/0/0');
  const redone = await runTarget('two');
  expect(redone.output).toContain(
    'inputs: Nx hashed other inputs than in the last run, and nothing that this target is known to read has changed, so everything is generated again',
  );
  expect((await runTarget('two')).counts).toBe('1/0/0 0/0/0');
});

describe('a change of something that user code has read, before the run ends,', () => {
  const shell = (command: string): string =>
    `require('node:child_process').execSync(${JSON.stringify(command)}, { cwd: __dirname + '/..' })`;
  const declared = ['{workspaceRoot}/data.txt', '{workspaceRoot}/list/**'];

  test.each([
    [
      'a file, changed by another process',
      `require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8').trim() + ${shell('echo two > data.txt')}`,
      'data.txt error changed-during-run: this file changed while the run was reading it',
    ],
    [
      'a file, changed by the code itself',
      `[require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8'), require('node:fs').writeFileSync(__dirname + '/../data.txt', 'two')][0]`,
      'data.txt error changed-during-run: this file changed while the run was reading it',
    ],
    [
      'the names in a folder',
      `require('node:fs').readdirSync(__dirname + '/../list').join() + ${shell('touch list/new')}`,
      'list error changed-during-run: files in this folder were added or removed while the run was listing it',
    ],
    [
      'a file that is looked for',
      `require('node:fs').existsSync(__dirname + '/../list/new') + ${shell('touch list/new')}`,
      'list/new error changed-during-run: this was added or removed after a module of the run had looked for it',
    ],
  ])('is an error: %s', async (_what, body, error) => {
    helper(body);
    workspace.write({ 'data.txt': 'one\n', 'list/old': '' });
    expect(said(await run(declared))).toEqual([error, '  hint: run again']);
    expect(workspace.outputs()).toBeUndefined();
  });

  test('is no error if it is restored, or if user code made it', async () => {
    helper(
      `(require('node:fs').readFileSync(__dirname + '/../data.txt'), require('node:fs').existsSync(__dirname + '/../list/new'),
        require('node:fs').readdirSync(__dirname + '/../list'), require('node:fs').writeFileSync(__dirname + '/../list/new', ''),
        require('node:fs').writeFileSync(__dirname + '/../data.txt', 'one\\n'), ${shell('touch data.txt')}, 'made')`,
    );
    workspace.write({ 'data.txt': 'one\n', 'list/old': '' });
    expect((await run(declared)).success).toBe(true);
    expect(workspace.read('generated/a.txt')).toBe('made\n');
  });

  test('if unobserved, makes the next run read again', async () => {
    helper(`${shell('cat data.txt; echo two > data.txt')}.toString().trim()`);
    workspace.write({ 'data.txt': 'one\n' });
    for (const text of ['one', 'two']) {
      expect((await run(declared)).success).toBe(true);
      expect(workspace.read('generated/a.txt')).toBe(`${text}\n`);
    }
    expect((await run(declared)).counts).toBe('1/0/0 0/0/0');
  });
});

test('a command of the inputs runs once in a run', async () => {
  helper("'x'");
  const declared = [{ runtime: 'echo call >> calls.log' }];
  const calls = (): number => workspace.read('calls.log').split('\n').length - 1;
  await run(declared);
  expect(calls()).toBe(1);
  await run(declared);
  expect(calls()).toBe(2);
  workspace.write({ 'specs/a.json': '{ "other": 1 }' });
  await run(declared);
  expect(calls()).toBe(3);
});
