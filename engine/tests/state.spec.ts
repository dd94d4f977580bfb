import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { small } from '../testing/small';
import { library } from '../testing/library';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
let clean: Record<string, string> | undefined;

afterEach(() => workspace.dispose());

async function start(make: () => Workspace): Promise<void> {
  workspace = make();
  await workspace.succeed();
  clean = workspace.outputs();
}

/** The notes of a run that must give the bytes of a clean run. */
async function notes(options: Parameters<Workspace['run']>[0] = {}): Promise<string[]> {
  const run = await workspace.succeed(options);
  expect(workspace.outputs()).toEqual(clean);
  return [...(run.report?.notes ?? [])];
}

/** A text cut at every tenth byte, and with that byte changed. */
function* damages(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += 10) {
    yield text.subarray(0, at);
    const changed = Buffer.from(text);
    changed[at] = (changed[at] ?? 0) ^ 1;
    yield changed;
  }
}

/** Whole seconds, which every file system stores exactly. */
const OLD = new Date('2020-02-02T02:02:02Z');

function stateFile(folder: string): string {
  const names = readdirSync(join(workspace.state, folder)).filter((name) => /\.(js|json|index)$/.test(name));
  expect(names.length).toBeGreaterThan(0);
  return join(workspace.state, folder, names[0] ?? '');
}

describe('the manifest', () => {
  beforeEach(() => start(() => small({ 'specs/b.yaml': 'title: B\n' })));

  it.each([
    ['missing', () => undefined, 'manifest: none yet, so everything is generated'],
    ['empty', () => '', 'manifest: damaged, so everything is generated again'],
    ['no object', () => '[]', 'manifest: damaged, so everything is generated again'],
    ['of no version', () => '{}', 'manifest: of version none, so everything is generated again'],
    [
      'of another version',
      (text: string) => text.replace('"version": 2', '"version": 3'),
      'manifest: of version 3, so everything is generated again',
    ],
    [
      'with a hash that is none',
      (text: string) => text.replace(/"sha256":"\w/, '"sha256":"x'),
      'manifest: damaged, so everything is generated again',
    ],
  ])('%s is created again with a note', async (_what, change, note) => {
    const path = join(workspace.output, MANIFEST);
    const text = change(readFileSync(path, 'utf8'));
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    expect(await notes()).toEqual([note]);
    expect(await notes()).toEqual([]);
  });

  it('never changes the output if cut or changed at any tenth byte', async () => {
    const path = join(workspace.output, MANIFEST);
    let said = 0;
    for (const damage of damages(readFileSync(path))) {
      writeFileSync(path, damage);
      said += (await notes()).length;
    }
    expect(said).toBeGreaterThan(20);
  });

  it('still lists the files to prune if of another version', async () => {
    workspace.edit(`generated/${MANIFEST}`, '"version": 2', '"version": 99');
    workspace.remove('specs/b.yaml');
    rmSync(workspace.state, { recursive: true });
    const run = await workspace.succeed();
    expect(run.counts).toBe('0/1/1 0/0/0');
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a.txt']);
  });

  it('does not affect outside files that it names', async () => {
    const hash = workspace.manifest().files['a.txt']?.sha256 ?? '';
    workspace.write({ 'outside.txt': 'Hello A\n', 'generated/inside.txt': 'Hello A\n' });
    const entry = (path: string): string => `"${path}":{"sha256":"${hash}"}`;
    const files = ['../outside.txt', 'x/../../outside.txt', `${workspace.root}/outside.txt`, 'inside.txt'].map(entry);
    workspace.write({ [`generated/${MANIFEST}`]: `{"version":99,"files":{${files.join(',')}}}` });
    await workspace.succeed();
    expect(workspace.read('outside.txt')).toBe('Hello A\n');
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a.txt', 'b.txt']);
  });

  it('is not needed to prune the file of a removed pattern if the index exists', async () => {
    workspace.remove(`generated/${MANIFEST}`, 'specs/b.yaml');
    expect((await workspace.succeed()).counts).toBe('0/1/1 0/0/0');
  });
});

describe('the index', () => {
  beforeEach(async () => {
    await start(() => small());
    // Recently written files are hashed again, so the index is complete only now.
    await wait(50);
    await workspace.succeed();
  });

  it('is created again with a note if damaged', async () => {
    const path = stateFile('index');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"specs/, '"spec5'));
    expect(await notes()).toEqual(['index: damaged, so every file is hashed again']);
    expect(await notes()).toEqual([]);
    writeFileSync(path, readFileSync(path, 'latin1').replace(/"version":\d+/, '"version":0'), 'latin1');
    expect(await notes()).toEqual(['index: of version 0, so every file is hashed again']);
    rmSync(path);
    expect(await notes()).toEqual(['index: missing, so every file is hashed again']);
    expect(await notes()).toEqual([]);
  });

  it('never changes the output if cut or changed at any tenth byte', async () => {
    const path = stateFile('index');
    for (const damage of damages(readFileSync(path))) {
      workspace.edit('specs/a.json', '"A"', '"B"');
      writeFileSync(path, damage);
      await workspace.succeed();
      expect(workspace.outputs()?.['a.txt']).toBe('Hello B\n');
      workspace.edit('specs/a.json', '"B"', '"A"');
      writeFileSync(path, damage);
      await notes();
    }
  });

  it('only costs time if the state folder cannot be created', async () => {
    rmSync(workspace.state, { recursive: true });
    writeFileSync(workspace.state, 'a file');
    workspace.edit('templates/one.hbs', 'Hello', 'Hallo');
    const run = await workspace.succeed();
    expect(run.report?.notes).toEqual([
      'index: missing, so every file is hashed again',
      expect.stringMatching(/^template cache: off, its folder cannot be written \(ENOTDIR: /),
    ]);
    expect(workspace.outputs()?.['a.txt']).toBe('Hallo A\n');
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
  });

  it('detects other bytes of the same size with the old times', async () => {
    const path = join(workspace.root, 'specs/a.json');
    for (const title of ['A', 'B', 'C']) {
      writeFileSync(path, `{ "title": "${title}" }\n`);
      utimesSync(path, OLD, OLD);
      // Old enough to be trusted by the index.
      await wait(30);
      await workspace.succeed();
      expect(workspace.outputs()?.['a.txt']).toBe(`Hello ${title}\n`);
    }
  });

  it('detects a changed output of the same size with the old times', async () => {
    const path = join(workspace.output, 'a.txt');
    utimesSync(path, OLD, OLD);
    await wait(30);
    await workspace.succeed();
    writeFileSync(path, 'Hello X\n');
    utimesSync(path, OLD, OLD);
    await notes();
  });

  it('detects consecutive edits within a clock tick', async () => {
    for (let round = 0; round < 25; round++) {
      const title = String.fromCharCode(65 + round);
      workspace.write({ 'specs/a.json': `{ "title": "${title}" }\n` });
      await workspace.succeed();
      expect(workspace.outputs()?.['a.txt']).toBe(`Hello ${title}\n`);
    }
  });

  it('does not trust times in the future', async () => {
    const path = join(workspace.root, 'specs/a.json');
    const future = new Date(Date.now() + 3_600_000);
    utimesSync(path, future, future);
    await notes();
    workspace.write({ 'specs/a.json': '{ "title": "Z" }\n' });
    utimesSync(path, future, future);
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('Hello Z\n');
  });

  it('is ignored if an older manifest was restored', async () => {
    const old = workspace.outputs();
    const state = readFileSync(join(workspace.output, MANIFEST));
    workspace.edit('specs/a.json', '"A"', '"B"');
    await workspace.succeed();
    writeFileSync(join(workspace.output, MANIFEST), state);
    writeFileSync(join(workspace.output, 'a.txt'), old?.['a.txt'] ?? '');
    await workspace.succeed();
    expect(workspace.outputs()?.['a.txt']).toBe('Hello B\n');
  });
});

describe('the template cache', () => {
  beforeEach(() => start(() => small({ 'partials/p.hbs': 'p {{title}}', 'templates/one.hbs': '{{> p}}\n' })));

  const again = { optimizations: { incrementalCompilation: false } };

  it('is used by the next run, and by another target', async () => {
    const run = await workspace.succeed(again);
    expect(run.output).toContain('[OPT-1] templates: [CACHE HIT] 3 of 3');
    const other = await workspace.succeed({ outputDir: 'other' });
    expect(other.output).toContain('[OPT-1] templates: [CACHE HIT] 3 of 3');
  });

  it('is reported if turned off', async () => {
    const run = await workspace.succeed({ optimizations: { templateCache: false, incrementalCompilation: false } });
    expect(run.log).toContain('[OPT-1] templates: off, 3 compiled (_ ms)');
  });

  it('compiles damaged entries again with a note', async () => {
    const path = stateFile('templates');
    writeFileSync(path, `${readFileSync(path, 'utf8')} `);
    expect(await notes(again)).toEqual(['template cache: 1 damaged entry compiled again']);
    expect(await notes(again)).toEqual([]);
    for (const name of readdirSync(join(workspace.state, 'templates'))) {
      if (name.endsWith('.js')) writeFileSync(join(workspace.state, 'templates', name), 'process.exit(7)');
    }
    expect(await notes(again)).toEqual(['template cache: 3 damaged entries compiled again']);
  });

  it('never changes the output if cut or changed at any tenth byte', async () => {
    const path = stateFile('templates');
    for (const damage of damages(readFileSync(path))) {
      writeFileSync(path, damage);
      expect(await notes(again)).toEqual(['template cache: 1 damaged entry compiled again']);
    }
  });

  it('never uses the entry of another template', async () => {
    const folder = join(workspace.state, 'templates');
    const [first = '', second = ''] = readdirSync(folder).filter((name) => name.endsWith('.js'));
    writeFileSync(join(folder, first), readFileSync(join(folder, second)));
    expect(await notes(again)).toEqual(['template cache: 1 damaged entry compiled again']);
  });

  it('keeps the most recently used entries', async () => {
    for (let round = 0; round < 3; round++) {
      workspace.write({ 'templates/one.hbs': `{{> p}} ${round}\n` });
      await workspace.succeed();
    }
    expect(readdirSync(join(workspace.state, 'templates')).filter((name) => name.endsWith('.js'))).toHaveLength(6);
  });
});

it('losing all state at once does not change the output', async () => {
  await start(() => library(4));
  rmSync(workspace.state, { recursive: true });
  rmSync(join(workspace.output, MANIFEST));
  expect(await notes()).toEqual(['manifest: none yet, so everything is generated']);
});
