import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { diagnosticsOf, small } from '../testing/small';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;

afterEach(() => workspace.dispose());

/** A workspace whose compiler is a script with the arguments {input} and {output}. */
function compiler(script: string, timeout?: number): Workspace {
  const command = ['node', 'compiler.js', '{input}', '{output}'] as [string, ...string[]];
  const compile: CodegenOptions['compile'] = [
    {
      compiler: 'command',
      include: ['*.txt'],
      command,
      extension: '.o',
      ...(timeout === undefined ? {} : { timeout }),
    },
  ];
  const files = { 'compiler.js': `const fs = require('fs'); const [, , input, output] = process.argv;\n${script}\n` };
  return small({ ...files, 'specs/b.json': '{ "title": "B" }' }, { compile });
}

/** Writes its process id and that of an idle child; both may ignore signals. */
const STUBBORN = (ignores: boolean): string => `
const child = require('child_process').spawn(process.execPath, ['-e', '${ignores ? 'process.on(`SIGTERM`, () => 0);' : ''} setTimeout(() => 0, 600000)'], { stdio: 'inherit' });
${ignores ? "process.on('SIGTERM', () => 0);" : ''}
setTimeout(() => 0, 600000);
setTimeout(() => fs.writeFileSync('pids-' + process.pid, process.pid + ' ' + child.pid), 300);`;

async function pids(count: number): Promise<number[]> {
  // A file exists before its content is written.
  const texts = (): string[] =>
    readdirSync(workspace.root)
      .filter((name) => name.startsWith('pids-'))
      .map((name) => readFileSync(join(workspace.root, name), 'utf8'))
      .filter((text) => text !== '');
  while (texts().length < count) await wait(10);
  return texts().flatMap((text) => text.split(' ').map(Number));
}

/** True if a process runs; a zombie counts as ended. */
function runs(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const onLinux = existsSync('/proc/self/stat') ? it : it.skip;

describe('a compiler command', () => {
  it('that exceeds its time limit is ended with its child processes, and other outputs are kept', async () => {
    workspace = compiler(
      `if (input.endsWith('b.txt')) {${STUBBORN(true)}\nconsole.log('working on it'); } else fs.copyFileSync(input, output);`,
      2,
    );
    const run = await workspace.run({ onError: 'continue' });
    expect(run.success).toBe(false);
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      'generated/b.txt error compile-command: node did not end within 2 s and was stopped',
      '  hint: find out what it waits for, or raise "timeout" of the compiler',
      '  working on it',
    ]);
    expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a.o', 'a.txt', 'b.txt']);
    for (const pid of await pids(1)) expect({ pid, runs: runs(pid) }).toEqual({ pid, runs: false });
    workspace.write({
      'compiler.js': "const [, , input, output] = process.argv; require('fs').copyFileSync(input, output);",
    });
    // A changed script may make other files from every source.
    expect((await workspace.succeed()).counts).toBe('2/0/0 0/2/0');
  });

  it('has a time limit that does not affect its outputs', async () => {
    workspace = compiler('fs.copyFileSync(input, output);');
    await workspace.succeed();
    const compile = workspace.options.compile?.map((one) => ({ ...one, timeout: 9 })) as CodegenOptions['compile'];
    expect((await workspace.succeed({ ...(compile ? { compile } : {}) })).counts).toBe('2/0/0 2/0/0');
  });

  it('that prints megabytes is quoted partially', async () => {
    workspace = compiler("for (let i = 0; i < 300; i++) fs.writeSync(2, 'x'.repeat(1e5)); process.exitCode = 3;");
    const run = await workspace.run();
    expect(run.output).toContain('generated/a.txt error compile-command: node failed with exit code 3');
    expect(run.output).toContain('… and 29980000 more characters');
    expect(run.output.length).toBeLessThan(25_000);
  });

  it('that leaves a process behind is not awaited longer than itself', async () => {
    workspace = compiler(`fs.copyFileSync(input, output);
const child = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 30000)'], { stdio: 'inherit', detached: true });
child.unref(); fs.writeFileSync('pids-' + process.pid, String(child.pid));`);
    await workspace.succeed();
    const left = await pids(2);
    expect(left.every(runs)).toBe(true);
    for (const pid of left) process.kill(pid);
  });

  describe.each(['SIGINT', 'SIGTERM'] as const)('in a run that gets %s', (signal) => {
    onLinux('ends with its child processes, and the next run succeeds', async () => {
      workspace = compiler(STUBBORN(false));
      const driver = new Driver();
      const run = workspace.runIn(driver, { workers: 2 });
      const ended = expect(run).rejects.toThrow(`the driver ended: ${signal}`);
      const started = await pids(2);
      expect(started).toHaveLength(4);
      expect(started.every(runs)).toBe(true);
      await driver.kill(signal);
      await ended;
      expect(started.filter(runs)).toEqual([]);
      workspace.write({
        'compiler.js': "const [, , input, output] = process.argv; require('fs').copyFileSync(input, output);",
      });
      await workspace.succeed();
      expect(Object.keys(workspace.outputs() ?? {})).toEqual([MANIFEST, 'a.o', 'a.txt', 'b.o', 'b.txt']);
    });
  });
});
