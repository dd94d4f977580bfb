import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesIn, reached, runs, start, tick, type Started } from './support/signalled';
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
        },
      },
      wait: { command: 'node app/wait.js', inputs: ['{projectRoot}/wait.js'], cache: false },
    },
  },
  'app/specs/a.json': '{ "title": "A" }\n',
  'app/templates/one.hbs': '{{title}}\n',
  // On request, a task reports that it runs, and does not end.
  'app/wait.js': `if (process.env.GATE === 'task') {
  require('fs').writeFileSync(process.env.PIDS, String(process.pid));
  setTimeout(() => 0, 600000);
}
`,
  // Blocks a command at one place: GATE has the name of an fs function and the end of a path.
  // Files are opened before they are read.
  'gate.cjs': `const fs = require('fs');
const [name, end] = (process.env.GATE ?? '').split(' ');
const isCommand = process.argv[1]?.endsWith('nx-workflow') && require('worker_threads').isMainThread;
if (end !== undefined && isCommand) {
  const original = fs[name];
  const write = fs.writeFileSync;
  fs[name] = (...args) => {
    if (!String(args[0]).endsWith(end)) return original(...args);
    write(process.env.PIDS, String(process.pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600000);
  };
}
`,
  // A slow plugin of the workspace.
  'slow.js': `exports.createNodes = exports.createNodesV2 = ['slow.js', async () => {
  if (process.env.GATE === 'graph') {
    require('fs').writeFileSync(process.env.PIDS, String(process.pid));
    await new Promise((resolve) => setTimeout(resolve, 600000));
  }
  return [];
}];
`,
};

let workspace: Workspace;
let temporary: string;
let before: Record<string, string>;

beforeAll(async () => {
  workspace = await createWorkspace({
    files: FILES,
    nxJson: { plugins: ['nx-workflow', 'nx-workflow/records', './slow.js'] },
  });
  temporary = join(workspace.root, '..', 'temporary');
  mkdirSync(temporary);
  expect((await workspace.nx(['run-many', '-t', 'generate', 'wait'])).code).toBe(0);
  before = files();
});
afterAll(() => workspace.dispose());
beforeEach(() => workspace.remove('pids'));

/** All files of the workspace with their bytes, except those of Nx and packages. */
function files(): Record<string, string> {
  const names = [
    ...readdirSync(workspace.root).filter((name) => !['.git', '.nx', 'node_modules', 'pids'].includes(name)),
    'node_modules/.cache',
  ];
  const found: Record<string, string> = {};
  for (const name of names) {
    const below = name.includes('.') && name !== 'node_modules/.cache' ? [''] : entries(name);
    for (const one of below) found[join(name, one)] = workspace.read(join(name, one));
  }
  return found;
}

function entries(folder: string): string[] {
  const all = readdirSync(join(workspace.root, folder), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(workspace.root, folder).length + 1));
}

/**
 * Nx's process for a plugin has its own process group, and ends when it notices that Nx is gone; while it is starting,
 * that takes half a minute.
 */
function endPluginProcesses(): void {
  const left = processesIn(join(workspace.root, '..'));
  expect(left.filter(({ command }) => !command.includes('plugin-worker.js'))).toEqual([]);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
}

function gone(now: Record<string, string>): string[] {
  return Object.keys(before).filter((name) => now[name] === undefined);
}

function begin(args: readonly string[], gate: string): Started {
  return start(workspace, 'nx-workflow', args, {
    GATE: gate,
    PIDS: join(workspace.root, 'pids'),
    TMPDIR: temporary,
    NODE_OPTIONS: `--require ${join(workspace.root, 'gate.cjs')}`,
  });
}

const ALL = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The command, where it blocks, and the signals that `npm test` sends; the long test sends all. */
const PLACES: readonly (readonly [string, string, readonly (typeof ALL)[number][]])[] = [
  ['plan app:generate', 'graph', ['SIGTERM']],
  ['plan app:generate', 'openSync a.json', ['SIGINT']],
  ['explain app:generate', 'graph', ['SIGHUP']],
  ['explain app:generate', 'openSync .codegen-manifest.json', []],
  ['status', 'graph', ['SIGINT']],
  ['status', 'openSync .codegen-manifest.json', []],
  ['validate', 'openSync nx-workflow.json', ['SIGTERM']],
  ['validate --hermetic app:wait', 'task', ['SIGTERM']],
  ['profile', 'openSync .json', ['SIGHUP']],
  ['profile --format html --output page.html', 'renameSync .tmp', ['SIGTERM']],
  ['profile baseline -- run app:wait', 'task', ['SIGINT']],
  // Comes last, because files that it has already removed are not restored.
  ['clean', 'rmSync .index', ['SIGTERM']],
];
const CASES = PLACES.flatMap(([command, gate, signals]) =>
  (process.env['NX_WORKFLOW_TEST_LONG'] ? ALL : signals).map((signal) => [command, gate, signal] as const),
);

(process.platform === 'linux' ? it.each : it.skip.each)(CASES)(
  'nx-workflow %s (at %s) that gets %s ends of it, and leaves no process of ours and nothing half-written',
  async (command, gate, signal) => {
    const { pid, ended } = begin(command.split(' '), gate);
    const pids = await reached(workspace);
    process.kill(pid, signal);
    expect(await ended).toBe(CODES[signal]);
    if (gate === 'graph') endPluginProcesses();
    while (pids.some(runs) || processesIn(join(workspace.root, '..')).length > 0) await tick();
    const now = files();
    const written = Object.keys(now).filter((name) => now[name] !== before[name]);
    // A temporary file is removed by the next write to the same folder.
    const halfWritten = written.filter((name) => !/^page\.html\.[\w.-]+\.tmp$/.test(name));
    expect([halfWritten, command === 'clean' ? [] : gone(now)]).toEqual([[], []]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('nx-workflow'))).toEqual([]);
  },
);

it('and temporary files are removed by the next run of the command', async () => {
  expect((await workspace.cli(['profile', '--format', 'html', '--output', 'page.html'])).code).toBe(0);
  expect(readdirSync(workspace.root).filter((name) => name.startsWith('page'))).toEqual(['page.html']);
  expect((await workspace.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
});
