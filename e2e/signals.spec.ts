import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'one', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/generated',
          compile: [
            { compiler: 'command', include: ['*.txt'], command: ['node', 'compiler.js', '{output}'], extension: '.o' },
          ],
        },
      },
    },
  },
  'app/specs/a.json': '{ "title": "A" }\n',
  'app/templates/one.hbs': '{{title}}\n',
};

/** A compiler that starts another process, and neither of them ends. */
const ENDLESS = `const idle = ['-e', 'setTimeout(() => 0, 600000)'];
const child = require('child_process').spawn(process.execPath, idle, { stdio: 'inherit' });
require('fs').writeFileSync('pids', process.pid + ' ' + child.pid);
setTimeout(() => 0, 600000);
`;

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ files: FILES });
});
afterAll(() => workspace.dispose());

/** Whether a process runs; one that has ended and that nobody has asked for counts as ended. */
function runs(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const onLinux = process.platform === 'linux' ? it.each : it.skip.each;

onLinux([
  ['nx run', 'SIGINT', 130, (pid: number): boolean => process.kill(-pid, 'SIGINT')],
  ['nx-workflow watch', 'SIGTERM', 0, (pid: number): boolean => process.kill(pid, 'SIGTERM')],
] as const)('%s that gets %s ends with %d, and the compilers with it', async (what, _signal, code, send) => {
  workspace.remove('pids');
  workspace.remove('app/generated');
  workspace.write('compiler.js', ENDLESS);
  const program =
    what === 'nx run'
      ? ['node_modules/.bin/nx', 'run', 'app:generate']
      : ['node_modules/.bin/nx-workflow', 'watch', 'app:generate'];
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(workspace.root, '.nx/workspace-data'),
  };
  const child: ChildProcess = spawn(process.execPath, program, {
    cwd: workspace.root,
    detached: true,
    env,
    stdio: 'ignore',
  });
  const ended = new Promise<number>((resolve) =>
    child.on('exit', (exit, signal) => resolve(exit ?? { SIGINT: 130, SIGTERM: 143 }[signal as string] ?? 1)),
  );
  while (!workspace.exists('pids') || workspace.read('pids') === '')
    await new Promise((resolve) => setTimeout(resolve, 20));
  const pids = workspace.read('pids').split(' ').map(Number);
  expect(pids.map(runs)).toEqual([true, true]);
  send(child.pid ?? 0);
  expect(await ended).toBe(code);
  while (pids.some(runs)) await new Promise((resolve) => setTimeout(resolve, 20));
  workspace.write('compiler.js', "require('fs').writeFileSync(process.argv[2], 'made');");
  expect((await workspace.nx(['run', 'app:generate'])).code).toBe(0);
  expect(workspace.list('app/generated').sort()).toEqual(['.codegen-manifest.json', 'a.o', 'a.txt']);
});
