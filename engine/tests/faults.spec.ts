import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { library, LIBRARY, FILES } from '../testing/library';
import { diagnosticsOf, SMALL, SMALL_FILES, small } from '../testing/small';
import { endDriver, MANIFEST, Workspace } from '../testing/workspace';

afterAll(endDriver);

const isRoot = process.getuid?.() === 0;
/** A user without any files. */
const NOBODY = 65534;
const withRoot = isRoot ? it : it.skip;
const why = isRoot ? '' : ' (skipped: only root can become another user)';

let workspace: Workspace;

afterEach(() => workspace.dispose());

const said = (output: string): string[] => diagnosticsOf(output).split('\n');

describe('a file that cannot be read or written', () => {
  const driver = new Driver({}, undefined, { uid: NOBODY, gid: NOBODY });
  afterAll(() => driver.kill());

  /** Gives the workspace to that user and makes a clean run. */
  async function ofNobody(made: Workspace): Promise<Record<string, string> | undefined> {
    workspace = made;
    own(join(workspace.root, '..'));
    const run = await workspace.runIn(driver);
    if (!run.success) throw new Error(run.output);
    return workspace.outputs();
  }

  function own(path: string): void {
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, path]);
  }

  withRoot(`is an error if it is the output folder, which stays unchanged${why}`, async () => {
    const before = await ofNobody(library(3));
    chmodSync(workspace.output, 0o555);
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    const run = await workspace.runIn(driver);
    expect(run.success).toBe(false);
    expect(said(run.output)).toEqual([
      'generated error file-system: this cannot be made: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
    ]);
    expect(workspace.outputs()).toEqual(before);
    // With nothing due, nothing is written.
    workspace.edit('patterns/pattern00.json', 'Pattern zero', 'Pattern 0');
    expect((await workspace.runIn(driver)).success).toBe(true);
  });

  withRoot(`is a single error if it is a folder in the output folder, and the rest is written${why}`, async () => {
    await ofNobody(library(3));
    chmodSync(join(workspace.output, 'docs'), 0o555);
    workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
    workspace.remove('patterns/pattern02.json');
    const run = await workspace.runIn(driver);
    expect(run.success).toBe(false);
    expect(said(run.output)).toEqual([
      'generated/docs/count.txt error file-system: this cannot be put in place: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
      'generated/docs/pattern01.md error file-system: this cannot be put in place: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
      'generated/docs/pattern02.md error file-system: this cannot be removed: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
    ]);
    // A file that could not be placed does not count as rendered.
    expect(run.counts).toBe('5/2/1 1/2/1');
    expect(workspace.read('generated/pattern01.ts')).toContain('// Pattern one');
    expect(Object.keys(workspace.outputs() ?? {}).filter((name) => name.includes('pattern02'))).toEqual([
      'docs/pattern02.md',
    ]);
    chmodSync(join(workspace.output, 'docs'), 0o755);
    expect((await workspace.runIn(driver)).counts).toBe('4/2/1 3/0/0');
    const mended = workspace.outputs();
    workspace.remove('generated');
    await workspace.runIn(driver);
    expect(mended).toEqual(workspace.outputs());
  });

  withRoot(`is an error of its pattern if it is a spec, and other patterns succeed${why}`, async () => {
    const before = await ofNobody(library(3));
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    chownSync(join(workspace.root, 'patterns/pattern01.yaml'), 0, 0);
    chmodSync(join(workspace.root, 'patterns/pattern01.yaml'), 0o600);
    const run = await workspace.runIn(driver, { onError: 'continue' });
    expect(run.success).toBe(false);
    expect(said(run.output)).toEqual(['patterns/pattern01.yaml error spec-read: the spec cannot be read: EACCES']);
    expect(workspace.read('generated/pattern00.ts')).toContain('// Pattern zero');
    expect(workspace.outputs()?.['pattern01.ts']).toBe(before?.['pattern01.ts']);
  });

  withRoot(`is an error if it is a folder of specs, which does not count as empty${why}`, async () => {
    const before = await ofNobody(library(3, { patterns: ['patterns/*.{json,yaml}', 'more/*.json'] }));
    mkdirSync(join(workspace.root, 'more'), { mode: 0o700 });
    const run = await workspace.runIn(driver);
    expect(run.success).toBe(false);
    expect(said(run.output)).toEqual([
      'more error file-system: this cannot be listed: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
    ]);
    expect(workspace.outputs()).toEqual(before);
  });

  withRoot(`is an error if it is a module that helpers import, because its imports would be missed${why}`, async () => {
    await ofNobody(library(3));
    chownSync(join(workspace.root, 'code/loud.js'), 0, 0);
    chmodSync(join(workspace.root, 'code/loud.js'), 0o600);
    const run = await workspace.runIn(driver);
    expect(said(run.output)).toEqual([
      'code/loud.js error file-system: this cannot be opened: permission denied (EACCES)',
      '  hint: check its owner and the permissions of its folder',
    ]);
  });

  withRoot(`only costs time if it is the state folder${why}`, async () => {
    const before = await ofNobody(library(3));
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    for (const name of ['', 'templates', 'index', 'codegen']) {
      mkdirSync(join(workspace.state, name), { recursive: true });
      chmodSync(join(workspace.state, name), 0o555);
    }
    const run = await workspace.runIn(driver);
    expect(run.success).toBe(true);
    expect(run.report?.notes).toEqual([
      expect.stringMatching(/^template cache: off, its folder cannot be written \(EACCES: permission denied, /),
    ]);
    expect(workspace.outputs()?.['docs/pattern00.md']).toContain('with 2 nodes');
    workspace.edit('templates/sheet.hbs', 'with', 'has');
    await workspace.runIn(driver);
    expect(workspace.outputs()).toEqual(before);
  });
});

describe('a folder in the place of a file, or vice versa', () => {
  it.each([
    [
      'the output folder',
      'generated',
      'generated error file-system: this cannot be listed: a part of its path is not a folder (ENOTDIR)',
    ],
    [
      'a folder above it',
      'app',
      'app/generated error file-system: this cannot be listed: a part of its path is not a folder (ENOTDIR)',
    ],
  ])('is an error if it is %s', async (_what, path, message) => {
    workspace = small({ [path]: 'mine' }, { outputDir: path === 'app' ? 'app/generated' : path });
    const run = await workspace.run();
    expect(said(run.output)).toEqual([message, '  hint: remove what is in the way']);
    expect(workspace.read(path)).toBe('mine');
  });

  it('is an error if it is the manifest', async () => {
    workspace = small();
    mkdirSync(join(workspace.output, MANIFEST), { recursive: true });
    const run = await workspace.run();
    expect(said(run.output)).toEqual([
      `generated/${MANIFEST} error file-system: this cannot be read: it is a folder (EISDIR)`,
      '  hint: remove what is in the way',
    ]);
  });
});

describe('a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'nx-workflow-disk-'));
  const mounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', disk]).status === 0;
  const withDisk = mounted ? it : it.skip;
  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  withDisk(
    `is an error, leaves nothing half-written, and the next run with space succeeds${mounted ? '' : ' (skipped: no disk can be mounted)'}`,
    async () => {
      const folder = mkdtempSync(join(disk, 'w'));
      workspace = new Workspace(SMALL, { ...SMALL_FILES, 'templates/one.hbs': '{{title}}' }, folder);
      const title = (letter: string): string => JSON.stringify({ title: letter.repeat(40_000) });
      workspace.write({ 'specs/a.json': title('a') });
      await workspace.succeed();
      workspace.write({ 'specs/a.json': title('b'), 'specs/b.json': title('B') });
      const run = await workspace.run();
      expect(run.success).toBe(false);
      expect(said(run.output)).toEqual([
        'generated error file-system: this cannot be written: the disk is full (ENOSPC)',
        '  hint: free some space and run again: existing files are unchanged',
      ]);
      expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a.txt']);
      expect(workspace.read('generated/a.txt')).toBe('a'.repeat(40_000));
      workspace.write({ 'specs/b.json': '{ "title": "B" }' });
      await workspace.succeed();
      expect(workspace.outputs()).toMatchObject({ 'a.txt': 'b'.repeat(40_000), 'b.txt': 'B' });
      expect(
        readdirSync(workspace.state, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp')),
      ).toEqual([]);
    },
  );
});

describe('a low limit of open files', () => {
  const found = spawnSync('prlimit', ['--version']).status === 0;
  (found ? it : it.skip)(`works or is an error${found ? '' : ' (skipped: there is no prlimit)'}`, async () => {
    workspace = library(30, { ...LIBRARY, workers: 8 });
    const driver = new Driver();
    try {
      await workspace.runIn(driver);
      const clean = workspace.outputs();
      const open = readdirSync(`/proc/${driver.pid}/fd`).length;
      for (const more of [0, 1, 3, 10]) {
        workspace.remove('generated');
        spawnSync('prlimit', ['--pid', String(driver.pid), `--nofile=${open + more}:`]);
        const run = await workspace.runIn(driver);
        if (run.success) expect(workspace.outputs()).toEqual(clean);
        else expect(said(run.output).join('\n')).toMatch(/error (file-system|spec-read|module): .*(EMFILE|too many)/);
      }
    } finally {
      await driver.kill();
    }
    await workspace.succeed();
  });
});

describe('an output that changes during the run', () => {
  const options: Partial<CodegenOptions> = {
    emit: [{ template: 'one', to: '{{@name}}.ts' }],
    compile: [{ compiler: 'typescript', transformer: 'oxc' }],
  };
  const begin = (): void => {
    workspace = small({ 'templates/one.hbs': 'export const title: string = "{{title}}";\n' }, options);
  };
  const byHand = 'export const title: string = "B";\n';

  async function meddled(call: string, path: string): Promise<string[]> {
    const files = { [join(workspace.output, 'a.ts')]: byHand };
    const driver = new Driver({ MEDDLE: JSON.stringify({ call, path, files }) }, 'meddle.cjs');
    try {
      const run = await workspace.runIn(driver);
      return [String(run.success), ...said(run.output)];
    } finally {
      await driver.kill();
    }
  }

  async function expectMended(): Promise<void> {
    expect(workspace.read('generated/a.ts')).toBe(byHand);
    expect((await workspace.succeed()).counts).toBe('0/1/0 0/1/0');
    const after = workspace.outputs();
    workspace.remove('generated');
    await workspace.succeed();
    expect(after).toEqual(workspace.outputs());
  }

  it('is an error right after it was placed, and the next run makes it again', async () => {
    begin();
    expect(await meddled('renameSync', 'generated/a.ts')).toEqual([
      'false',
      'generated/a.ts error changed-during-run: this file was changed right after the run had written it',
      '  hint: run again',
    ]);
    expect(workspace.read('generated/a.ts')).toBe(byHand);
    expect((await workspace.succeed()).counts).toBe('0/1/0 1/0/0');
    expect(workspace.read('generated/a.ts')).toBe('export const title: string = "A";\n');
  });

  it('is an error while it is compiled, and its compiled files are not kept', async () => {
    begin();
    await workspace.succeed();
    workspace.write({ 'generated/a.js': 'broken\n' });
    expect(await meddled('mkdirSync', '')).toEqual([
      'false',
      'generated/a.ts error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ]);
    expect(workspace.read('generated/a.js')).toBe('broken\n');
    await expectMended();
  });
});

describe('an input that changes during the run', () => {
  it.each([
    [
      'a spec that is changed',
      "writeFileSync('patterns/pattern01.yaml', 'title: x')",
      [
        'patterns/pattern01.yaml error changed-during-run: this file changed while the run was reading it',
        '  hint: run again',
      ],
    ],
    [
      'a spec that disappears',
      "rmSync('patterns/pattern01.yaml', { force: true })",
      ['patterns/pattern01.yaml error spec-read: the spec cannot be read: ENOENT'],
    ],
  ])('%s is an error, and nothing is written', async (_what, code, expected) => {
    workspace = library(3);
    const moved = code.replace(/'patterns/, `'${workspace.root}/patterns`);
    workspace.write({
      'code/prepare.js': `const { rmSync, writeFileSync } = require('fs');
module.exports = (spec, { name }) => { if (name === 'pattern00') ${moved}; return { ...spec, name, nodes: [] }; };\n`,
    });
    const run = await workspace.run({}, { newProcess: true });
    expect(said(run.output)).toEqual(expected);
    expect(workspace.outputs()).toBeUndefined();
  });

  it('a schema that changes while it is read, and then changes back, is an error', async () => {
    workspace = small(
      {
        'schema.json': '{ "properties": { "title": { "type": "number" } } }',
        'code/h.cjs': `const fs = require('fs');
const file = __dirname + '/../schema.json';
const text = fs.readFileSync(file, 'utf8');
fs.writeFileSync(file, '{}');
process.nextTick(() => setImmediate(() => fs.writeFileSync(file, text)));
`,
      },
      { schema: 'schema.json', helpers: 'code/h.cjs' },
    );
    const run = await workspace.run({}, { newProcess: true });
    expect(said(run.output)).toEqual([
      'schema.json error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ]);
    expect(workspace.outputs()).toBeUndefined();
  });

  it('a template that disappears is an error', async () => {
    workspace = library(3);
    workspace.write({
      'code/helpers.js': `${FILES['code/helpers.js'] ?? ''}require('fs').rmSync('${workspace.root}/templates/count.hbs');\n`,
    });
    const run = await workspace.run({}, { newProcess: true });
    expect(said(run.output)).toEqual([
      'templates/count.hbs error file-system: this cannot be opened: it is gone (ENOENT)',
      '  hint: run again; if it comes back, another task removes it during the run',
    ]);
    expect(workspace.outputs()).toBeUndefined();
  });
});
