import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Driver } from '../../testing/driver';
import { library } from '../../testing/library';
import { diagnosticsOf, small } from '../../testing/small';
import { windowsNode, windowsPath } from '../../testing/windows-node';
import { endDriver, type Workspace } from '../../testing/workspace';

jest.setTimeout(600_000);

let workspace: Workspace;

afterEach(() => workspace.dispose());
afterAll(endDriver);

const BY_TITLE = { emit: [{ template: 'one', to: '{{title}}.txt' }] as [{ template: string; to: string }] };

/** Names in the output folder, without our own files. */
const names = (): string[] => readdirSync(workspace.output).filter((name) => !name.startsWith('.codegen'));

// These tests run with `npm run test:windows`.
(windowsNode() ? describe : describe.skip)("what differs under Windows' Node:", () => {
  it('everything is up to date with a lower-case drive letter in the root', async () => {
    workspace = library(3);
    const { counts } = await workspace.succeed();
    expect(counts).toBe('0/8/0 0/4/0');
    const lower = { context: { root: windowsPath(workspace.root).replace('Z:', 'z:') } };
    expect((await workspace.succeed({}, lower)).counts).toBe('8/0/0 4/0/0');
    expect((await workspace.succeed({}, { ...lower, newProcess: true })).counts).toBe('8/0/0 4/0/0');
  });

  it('paths may have more than 260 characters', async () => {
    const folder = 'a-long-name-of-a-folder/'.repeat(12);
    workspace = small({}, { emit: [{ template: 'one', to: `${folder}{{@name}}.txt` }] });
    expect((await workspace.succeed()).counts).toBe('0/1/0 0/0/0');
    expect(workspace.read(`generated/${folder}a.txt`)).toBe('Hello A\n');
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
  });

  it('a file whose name changes in case only exists under its new name', async () => {
    workspace = small({ 'specs/a.json': '{ "title": "Button" }' }, BY_TITLE);
    await workspace.succeed();
    expect(names()).toEqual(['Button.txt']);
    workspace.write({ 'specs/a.json': '{ "title": "button" }' });
    await workspace.succeed();
    expect(names()).toEqual(['button.txt']);
    expect(workspace.read('generated/button.txt')).toBe('Hello button\n');
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
  });

  it('a file that another program has open for a moment is replaced afterwards', async () => {
    workspace = small();
    await workspace.succeed();
    const ready = join(workspace.root, 'ready');
    const script = resolve(__dirname, '../../testing/hold-open.cjs');
    const holder = spawn(windowsNode()!.wineNode, [script, join(workspace.output, 'a.txt'), ready], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    while (!existsSync(ready)) await wait(20);
    workspace.write({ 'specs/a.json': '{ "title": "B" }' });
    const run = await workspace.run();
    expect({ output: diagnosticsOf(run.output), success: run.success }).toEqual({ output: '', success: true });
    expect(workspace.read('generated/a.txt')).toBe('Hello B\n');
    if (holder.exitCode === null) await once(holder, 'exit');
  });

  it('two concurrent runs give the same bytes as one', async () => {
    workspace = library(4);
    await workspace.succeed();
    const expected = workspace.outputs();
    const drivers = [new Driver(), new Driver()];
    try {
      for (const outputDir of ['one', 'other']) {
        await Promise.all(drivers.map((driver) => workspace.runIn(driver, { outputDir })));
      }
      workspace.remove('generated');
      const runs = await Promise.all(drivers.map((driver) => workspace.runIn(driver)));
      expect(runs.map(({ success, output }) => (success ? '' : output))).toEqual(['', '']);
      expect(workspace.outputs()).toEqual(expected);
    } finally {
      await Promise.all(drivers.map((driver) => driver.kill()));
    }
  });

  it.each([0.15, 0.5, 0.85])('a run killed at %f of its steps leaves no trace after the next', async (part) => {
    workspace = library(3);
    const counting = new Driver({}, 'kill-at.cjs');
    await workspace.runIn(counting);
    const expected = workspace.outputs();
    const at = Math.round(counting.steps.length * part);
    await counting.kill();
    workspace.remove('generated');
    // The same number of steps, including those of the template cache.
    rmSync(workspace.state, { recursive: true });
    const killed = new Driver({ KILL_AT: String(at) }, 'kill-at.cjs');
    await expect(workspace.runIn(killed)).rejects.toThrow('the driver ended');
    await killed.kill();
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(expected);
  });

  it('a compiler command may be a batch file, with special characters of the shell in names', async () => {
    // Not "%PATH%": unlike in Windows, Wine's shell expands it even if escaped.
    const titles = ['a b', 'a&echo x', "it's", 'c^d', '(e)', '!f!', 'g,h;i'];
    const specs = titles.map((title, index) => [`specs/${index}.json`, JSON.stringify({ title })]);
    workspace = small(
      {
        ...Object.fromEntries(specs),
        'node_modules/.bin/copy.cmd': '@node "%~dp0copy.cjs" %*\r\n',
        'node_modules/.bin/copy.cjs': 'require("fs").copyFileSync(process.argv[2], process.argv[3])',
      },
      {
        ...BY_TITLE,
        compile: [
          {
            compiler: 'command',
            include: ['*.txt'],
            command: ['./node_modules/.bin/copy', '{input}', '{output}'],
            extension: '.out',
          },
        ],
      },
    );
    workspace.remove('specs/a.json');
    const run = await workspace.run();
    expect(diagnosticsOf(run.output)).toBe('');
    expect(names().sort()).toEqual(titles.flatMap((title) => [`${title}.out`, `${title}.txt`]).sort());
    for (const title of titles) expect(workspace.read(`generated/${title}.out`)).toBe(`Hello ${title}\n`);
  });

  it('a command is ended at its time limit', async () => {
    workspace = small(
      { 'wait.cjs': 'setTimeout(() => 0, 600000);' },
      {
        compile: [
          { compiler: 'command', include: ['*.txt'], command: ['node', 'wait.cjs'], extension: '.o', timeout: 2 },
        ],
      },
    );
    const run = await workspace.run();
    expect(diagnosticsOf(run.output)).toBe(
      'generated/a.txt error compile-command: node did not end within 2 s and was stopped\n  hint: find out what it waits for, or raise "timeout" of the compiler',
    );
  });
});
