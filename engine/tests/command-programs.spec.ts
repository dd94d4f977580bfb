import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compareRun } from '../compare-run';
import { explainRun } from '../graph/explain';
import { indexPath } from '../graph/save-index';
import { loadGraph } from '../graph/load-graph';
import { readBaseline } from '../graph/baseline';
import { isNothingChanged, scan } from '../graph/scan';
import type { CodegenOptions } from '../options';
import { settingsOf } from '../testing/delta-run';
import { small } from '../testing/small';
import { endDriver, type Run, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

/** Longer than a tick of the file system's clock. */
const tick = (): Promise<unknown> => wait(60);

const compiledBy = (...command: [string, ...string[]]): Partial<CodegenOptions> => ({
  compile: [
    { compiler: 'command', command: [...command, '{input}', '{output}'], extension: '.out', include: ['*.txt'] },
  ],
});

/** Creates a program outside the workspace that writes its version before its input. */
function program(folder: string, version: string): string {
  const bin = join(dirname(workspace.root), folder);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'mycc'), `#!/bin/sh\n(echo ${version}; cat "$1") > "$2"\n`);
  chmodSync(join(bin, 'mycc'), 0o755);
  return `${bin}:${process.env['PATH']}`;
}

const out = (): string => workspace.read('generated/a.out');

describe('a program of the system', () => {
  let PATH: string;
  const run = (changes = {}): Promise<Run> => workspace.succeed({}, { env: { PATH }, taskHash: '1', ...changes });

  beforeEach(async () => {
    workspace = small({}, compiledBy('mycc'));
    PATH = program('bin', 'v1');
    await tick();
    await run();
    expect(out()).toBe('v1\nHello A\n');
    await tick();
  });

  test('that has changed compiles everything again', async () => {
    program('bin', 'v2');
    await tick();
    expect((await run()).counts).toBe('1/0/0 0/1/0');
    expect(out()).toBe('v2\nHello A\n');
    expect((await run()).counts).toBe('1/0/0 1/0/0');
  });

  test('that has changed after a failed run', async () => {
    workspace.write({ 'specs/b.json': '{ "title": \n' });
    const failed = await workspace.run({ onError: 'continue' }, { env: { PATH } });
    expect(failed.success).toBe(false);
    workspace.remove('specs/b.json');
    program('bin', 'v2');
    await tick();
    await run();
    expect(out()).toBe('v2\nHello A\n');
    expect((await run()).counts).toBe('1/0/0 1/0/0');
  });

  test('that has changed and fails to compile the last good file of a failed pattern', async () => {
    const strict = `#!/bin/sh\nif grep -q A "$1"; then exit 1; fi\n(echo v2; cat "$1") > "$2"\n`;
    workspace.write({ 'specs/b.json': '{ "title": "B" }\n' });
    await run();
    writeFileSync(join(dirname(workspace.root), 'bin/mycc'), strict);
    workspace.write({ 'specs/a.json': '{ "title": \n' });
    expect((await workspace.run({ onError: 'continue' }, { env: { PATH } })).success).toBe(false);
    program('bin', 'v2');
    workspace.write({ 'specs/a.json': '{ "title": "A" }\n' });
    await tick();
    await run();
    expect([out(), workspace.read('generated/b.out')]).toEqual(['v2\nHello A\n', 'v2\nHello B\n']);
  });

  test('that may have changed, because the state is lost', async () => {
    rmSync(workspace.state, { recursive: true });
    program('bin', 'v2');
    await tick();
    await run();
    expect(out()).toBe('v2\nHello A\n');
    expect((await run()).counts).toBe('1/0/0 1/0/0');
  });

  test('that is known from the file next to a lost index', async () => {
    const { workspaceRoot, stateFolder, outputDir } = settingsOf(workspace);
    rmSync(indexPath(workspaceRoot, stateFolder, outputDir));
    expect((await run()).counts).toBe('1/0/0 1/0/0');
  });

  test('that PATH resolves to another file', async () => {
    PATH = program('other', 'v2');
    await tick();
    expect((await run()).counts).toBe('1/0/0 0/1/0');
    expect(out()).toBe('v2\nHello A\n');
    expect((await run()).counts).toBe('1/0/0 1/0/0');
  });

  test('that PATH finds after a file of that name that is not executable', async () => {
    const first = join(dirname(workspace.root), 'first');
    mkdirSync(first);
    writeFileSync(join(first, 'mycc'), 'no program');
    PATH = `${first}:${PATH}`;
    for (const version of ['v2', 'v3']) {
      program('bin', version);
      await tick();
      await run();
      expect(out()).toBe(`${version}\nHello A\n`);
    }
  });

  describe('for a fresh clone of committed code', () => {
    let before: string | undefined;
    beforeEach(() => {
      before = process.env['PATH'];
      process.env['PATH'] = PATH;
      rmSync(workspace.state, { recursive: true });
    });
    afterEach(() => {
      process.env['PATH'] = before;
    });

    test('is not a reason for check to fail, but one to compile', async () => {
      const graph = await loadGraph(settingsOf(workspace));
      if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
      expect(await compareRun(graph)).toEqual([]);
      expect(explainRun(graph).find(({ path }) => path === 'a.out')).toMatchObject({
        action: 'compile',
        reasons: ['whether the program "mycc" is the one that made it is not known on this machine'],
      });
    });
  });

  test('still needs only stats if PATH has another folder first', async () => {
    await run();
    const before = process.env['PATH'];
    process.env['PATH'] = `${workspace.root}:${PATH}`;
    try {
      const settings = settingsOf(workspace);
      const baseline = readBaseline(settings)!;
      const scanned = scan(settings, undefined, baseline);
      expect(scanned && isNothingChanged(scanned)).toBe(true);
    } finally {
      process.env['PATH'] = before;
    }
  });
});

describe('a program of a package', () => {
  const BIN = `#!/usr/bin/env node
const fs = require('fs');
const [input, output] = process.argv.slice(-2);
fs.writeFileSync(output, require('./lib.js') + fs.readFileSync(input, 'utf8'));
`;
  const tool = (folder: string, version: string): Record<string, string> => ({
    [`${folder}/bin.js`]: BIN,
    [`${folder}/lib.js`]: "module.exports = require('./text.js');\n",
    [`${folder}/text.js`]: `module.exports = '${version} ';\n`,
    [`${folder}/package.json`]: `{ "name": "tool", "version": "1.0.0" }`,
  });
  const shim = '#!/bin/sh\nbasedir=$(dirname "$0")\nexec node  "$basedir/../tool/bin.js" "$@"\n';
  const env = (): Record<string, string> => ({
    PATH: `${join(workspace.root, 'node_modules/.bin')}:${process.env['PATH']}`,
  });

  /** Runs, patches a file of the package that the program only loads, and runs twice. */
  async function patched(folder: string, options: Partial<CodegenOptions>, install: () => void): Promise<void> {
    workspace = small(tool(folder, 'v1'), options);
    mkdirSync(join(workspace.root, 'node_modules/.bin'));
    chmodSync(join(workspace.root, folder, 'bin.js'), 0o755);
    install();
    await tick();
    await workspace.succeed({}, { env: env() });
    expect(out()).toBe('v1 Hello A\n');
    await tick();
    workspace.write({ [`${folder}/text.js`]: "module.exports = 'v2 ';\n" });
    await tick();
    await workspace.succeed({}, { env: env() });
    expect(out()).toBe('v2 Hello A\n');
    expect((await workspace.succeed({}, { env: env() })).counts).toBe('1/0/0 1/0/0');
  }
  const bin = (): string => join(workspace.root, 'node_modules/.bin/tool');
  const link = (): void => symlinkSync('../tool/bin.js', bin());

  test('behind a link', () => patched('node_modules/tool', compiledBy('tool'), link));
  test('in the workspace, behind a link to its folder', () =>
    patched('libs/tool', compiledBy('tool'), () => {
      symlinkSync('../libs/tool', join(workspace.root, 'node_modules/tool'));
      link();
    }));
  test('started by a script', () =>
    patched('node_modules/tool', compiledBy('tool'), () => {
      writeFileSync(bin(), shim);
      chmodSync(bin(), 0o755);
    }));
  test('named by an argument', () =>
    patched('node_modules/tool', compiledBy('node', 'node_modules/tool/bin.js'), () => undefined));
  test('found by a runner', () =>
    patched('node_modules/tool', compiledBy('npx', 'tool'), () => {
      link();
      // Replaces npm's own, which is slow.
      writeFileSync(join(workspace.root, 'node_modules/.bin/npx'), '#!/bin/sh\nexec "$@"\n');
      chmodSync(join(workspace.root, 'node_modules/.bin/npx'), 0o755);
    }));
  test('imported by a script of the workspace', async () => {
    const script = "require('../node_modules/tool/bin.js');\n";
    await patched('node_modules/tool', compiledBy('node', 'tools/run.cjs'), () =>
      workspace.write({ 'tools/run.cjs': script }),
    );
  });

  test('is not in the manifest', async () => {
    await patched('node_modules/tool', compiledBy('tool'), link);
    expect(JSON.stringify(workspace.manifest())).not.toMatch(/lib\.js|node_modules/);
  });
});

test('a file named by an option of a command is tracked', async () => {
  const script = `const fs = require('fs');
const [config, input, output] = process.argv.slice(2);
fs.writeFileSync(output, fs.readFileSync(config.slice('--config='.length), 'utf8') + fs.readFileSync(input, 'utf8'));
`;
  const files = { 'tools/cc.cjs': script, 'tools/config.txt': 'one ' };
  workspace = small(files, compiledBy('node', 'tools/cc.cjs', '--config=tools/config.txt'));
  await workspace.succeed();
  workspace.write({ 'tools/config.txt': 'two ' });
  await workspace.succeed();
  expect(out()).toBe('two Hello A\n');
});
