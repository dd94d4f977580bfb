import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_NX } from './support/base';
import { processesIn, reached, runs, start, tick } from './support/signalled';
import { NX_VERSIONS } from './support/versions';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        inputs: ['default', { env: 'GATE' }],
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'one', to: '{{@name}}.txt' }],
          prepare: '{projectRoot}/prepare.js',
          helpers: '{projectRoot}/helpers.js',
          outputDir: '{projectRoot}/generated',
          compile: [
            { compiler: 'command', include: ['*.txt'], command: ['node', 'compiler.js', '{output}'], extension: '.o' },
          ],
        },
      },
    },
  },
  'lib/nx-workflow.json': {
    name: 'lib',
    tasks: {
      types: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/*.yaml'],
          templates: ['{projectRoot}/*.hbs'],
          emit: [{ template: 'type', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
    },
  },
  'lib/a.yaml': 'title: A\n',
  'lib/type.hbs': 'export const title: string = "{{title}}";\n',
  'app/prepare.js': "require('../gate')('prepare');\nmodule.exports = (spec) => spec;\n",
  'app/helpers.js': "require('../gate')('helpers');\nmodule.exports = {};\n",
  // On request, reports that it runs, and does not end.
  'gate.js': `const idle = new Int32Array(new SharedArrayBuffer(4));
module.exports = (name) => {
  if (process.env.GATE !== name) return;
  require('fs').writeFileSync('pids', String(process.pid));
  Atomics.wait(idle, 0, 0, 600000);
};
`,
  'app/specs/a.json': '{ "title": "A" }\n',
  'app/templates/one.hbs': '{{title}}\n',
};

/** A compiler that starts another process; neither of them ends. */
const ENDLESS = `const idle = ['-e', 'setTimeout(() => 0, 600000)'];
const child = require('child_process').spawn(process.execPath, idle, { stdio: 'inherit' });
require('fs').writeFileSync('pids', process.pid + ' ' + child.pid);
setTimeout(() => 0, 600000);
`;

/** The same for a compiler that ignores signals. */
const STUBBORN = `process.on('SIGTERM', () => 0);\n${ENDLESS}`;
const COMPILER = "require('fs').writeFileSync(process.argv[2], 'made');";

const onLinux = process.platform === 'linux' ? it.each : it.skip.each;

/** This repository's version of Nx; in a long test the highest of each older line, too. */
const OLDER = process.env['NX_WORKFLOW_TEST_LONG'] ? NX_VERSIONS.filter(({ nx }) => /^2[23]\.[1-9]/.test(nx)) : [];

const toAll = (signal: NodeJS.Signals) => (pid: number) => process.kill(-pid, signal);
const toItAlone = (signal: NodeJS.Signals) => (pid: number) => process.kill(pid, signal);
const twice = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.kill(pid, 'SIGINT');
};

describe.each([{ nx: DEFAULT_NX, devkit: DEFAULT_NX }, ...OLDER])('on Nx $nx', ({ nx, devkit }) => {
  let workspace: Workspace;
  let temporary: string;

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, nx, devkit });
    workspace.write('compiler.js', COMPILER);
    temporary = join(workspace.root, '..', 'temporary');
    mkdirSync(temporary);
  }, 300_000);
  afterAll(() => workspace.dispose());
  beforeEach(() => {
    workspace.remove('pids');
    workspace.remove('app/generated');
  });

  const begin = (program: 'nx' | 'nx-workflow', args: readonly string[], gate = '') =>
    start(workspace, program, args, { GATE: gate, TMPDIR: temporary });

  describe('while compilers run', () => {
    const [run, watch] = [
      ['nx', ['run', 'app:generate', '--skip-nx-cache']],
      ['nx-workflow', ['watch', 'app:generate']],
    ] as const;
    onLinux([
      ['nx run that gets Ctrl-C', run, ENDLESS, 130, toAll('SIGINT')],
      // The exit code of Nx, in version 22 as in 24.
      ['nx run of which Nx alone gets SIGTERM', run, ENDLESS, 130, toItAlone('SIGTERM')],
      ['nx run of which Nx alone is killed', run, ENDLESS, 137, toItAlone('SIGKILL')],
      ['watch that gets SIGTERM', watch, ENDLESS, 0, toItAlone('SIGTERM')],
      ['watch that gets SIGHUP', watch, ENDLESS, 0, toItAlone('SIGHUP')],
      ['watch that gets Ctrl-C twice', watch, STUBBORN, 0, twice],
    ] as const)(
      '%s ends, the compilers with it, and the next run goes on',
      async (_what, [program, args], compiler, code, send) => {
        workspace.write('compiler.js', compiler);
        const { pid, ended } = begin(program, args);
        const pids = await reached(workspace);
        expect(pids.map(runs)).toEqual([true, true]);
        await send(pid);
        expect(await ended).toBe(code);
        while (pids.some(runs) || processesIn(workspace.root).length > 0) await tick();
        workspace.write('compiler.js', COMPILER);
        expect((await workspace.nx(['run', 'app:generate'])).code).toBe(0);
        expect(workspace.list('app/generated').sort()).toEqual(['.codegen-manifest.json', 'a.o', 'a.txt']);
      },
    );
  });

  describe('in the middle of its work', () => {
    onLinux([
      ['check', 'prepare', 'SIGINT', 130],
      ['check', 'prepare', 'SIGTERM', 143],
      ['warm', 'helpers', 'SIGINT', 130],
    ] as const)('%s (%s) that gets %s ends with %d, and leaves nothing behind', async (command, gate, signal, code) => {
      const { pid, ended } = begin('nx-workflow', [command, 'app:generate'], gate);
      await reached(workspace);
      process.kill(-pid, signal);
      expect(await ended).toBe(code);
      while (processesIn(workspace.root).length > 0) await tick();
      const left = readdirSync(temporary).filter((name) => name.startsWith('nx-workflow'));
      expect([left, workspace.exists('app/generated')]).toEqual([[], false]);
    });

    onLinux([
      ['SIGTERM', 130],
      ['SIGKILL', 137],
    ] as const)(
      'a type check of which Nx alone gets %s ends, its compiler with it, and the next one goes on',
      async (signal, code) => {
        expect((await workspace.nx(['run', 'lib:types'])).code).toBe(0);
        const tsc = workspace.read('node_modules/typescript/bin/tsc');
        workspace.write('node_modules/typescript/bin/tsc', ENDLESS);
        const { pid, ended } = begin('nx', [
          'run',
          'lib:types-typecheck',
          '--excludeTaskDependencies',
          '--skip-nx-cache',
        ]);
        const pids = await reached(workspace);
        process.kill(pid, signal);
        expect(await ended).toBe(code);
        while (pids.some(runs) || processesIn(workspace.root).length > 0) await tick();
        workspace.write('node_modules/typescript/bin/tsc', tsc);
        expect((await workspace.nx(['run', 'lib:types-typecheck', '--skip-nx-cache'])).code).toBe(0);
        const kept = readdirSync(join(workspace.root, 'node_modules/.cache/nx-workflow/typecheck'));
        expect(kept.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      },
    );
  });
});
