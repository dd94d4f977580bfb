import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run } from './support/process';
import { RemoteCache } from './support/remote-cache';
import { contentsOf } from './support/remote-cache-contents';

const REPOSITORY = resolve(__dirname, '..');
const UMBRELLAS = /^workflow(-|$)/;

interface RecordedTask {
  readonly task: string;
  readonly target: string;
  readonly status: string;
}

/** The repository as a fresh clone with its packages installed and `dist` built. */
class Clone {
  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
    const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: REPOSITORY });
    for (const file of files.toString().split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(REPOSITORY, file), join(root, file));
    }
    cpSync(join(REPOSITORY, 'dist'), join(root, 'dist'), { recursive: true });
    execFileSync('cp', ['-al', join(REPOSITORY, 'node_modules'), join(root, 'node_modules')]);
    execFileSync('git', ['init', '-q'], { cwd: root });
  }

  async runWorkflow(env: NodeJS.ProcessEnv): Promise<{ output: string; code: number; tasks: RecordedTask[] }> {
    const kept = Object.entries(process.env).filter(([key]) => !/^(NX_|JEST_|npm_|NODE_OPTIONS|FORCE_COLOR)/.test(key));
    const nx = JSON.parse(readFileSync(join(this.root, 'node_modules/nx/package.json'), 'utf8')) as {
      bin: { nx: string };
    };
    const program = join(this.root, 'node_modules/nx', nx.bin.nx);
    const { code, stdout, stderr } = await run(process.execPath, [program, 'run', 'k1-node1:workflow'], {
      cwd: this.root,
      timeoutMs: 1_200_000,
      env: {
        ...Object.fromEntries(kept),
        NX_CACHE_DIRECTORY: join(this.root, '.nx', 'cache'),
        NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx', 'workspace-data'),
        NX_WORKFLOW_CACHE_DIR: join(this.root, '.nx', 'state'),
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NX_TUI: 'false',
        NO_COLOR: '1',
        ...env,
      },
    });
    const runs = join(this.root, '.nx', 'state', 'runs');
    const last = readdirSync(runs).sort().at(-1) ?? '';
    const { tasks } = JSON.parse(readFileSync(join(runs, last), 'utf8')) as { tasks: RecordedTask[] };
    return { output: `${stdout}${stderr}`, code, tasks: tasks.filter(({ target }) => !UMBRELLAS.test(target)) };
  }

  /** What the tasks with a cache have made. */
  outputs(): Record<string, string> {
    const folders = ['build', ...this.builds('examples/k1-node1')];
    const all = folders.flatMap((folder) =>
      Object.entries(contentsOf(this, folder)).map(([path, content]) => [`${folder}/${path}`, content] as const),
    );
    return Object.fromEntries(all.filter(([path]) => !/\/build\/(cpp-objects|performance-testing)\//.test(path)));
  }

  private builds(folder: string): string[] {
    const entries = readdirSync(join(this.root, folder), { withFileTypes: true }).filter((one) => one.isDirectory());
    return entries.flatMap(({ name }) => (name === 'build' ? [`${folder}/build`] : this.builds(`${folder}/${name}`)));
  }
}

const long = process.env['NX_WORKFLOW_TEST_LONG'] ? it : it.skip;

long(
  'K1: a clone at another path gets every task with a cache remotely, to the byte',
  async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-k1-remote-')));
    const cache = await RemoteCache.start();
    try {
      const first = new Clone(join(parent, 'first'));
      const second = new Clone(join(parent, 'a', 'second clone'));
      const filled = await first.runWorkflow(cache.env());
      expect([filled.code, filled.code === 0 ? '' : filled.output]).toEqual([0, '']);
      const uncached = ['k1-node1:cpp-objects', 'k1-node1:performance-testing'];
      const stored = filled.tasks.map(({ task }) => task).filter((task) => !uncached.includes(task));
      expect(cache.entries.size).toBe(stored.length);

      const served = await second.runWorkflow(cache.env());
      expect([served.code, served.code === 0 ? '' : served.output]).toEqual([0, '']);
      const remote = served.tasks.filter(({ status }) => status === 'remote-cache').map(({ task }) => task);
      expect(remote.sort()).toEqual(stored.sort());
      const ran = served.tasks.filter(({ status }) => status === 'ran').map(({ task }) => task);
      expect(ran.sort()).toEqual(uncached);
      const [theirs, ours] = [first.outputs(), second.outputs()];
      expect(Object.keys(ours)).toEqual(Object.keys(theirs));
      expect(Object.keys(ours).filter((path) => ours[path] !== theirs[path])).toEqual([]);
      console.log(`${remote.length} tasks from the remote cache, ${Object.keys(ours).length} files of equal bytes`);
    } finally {
      await cache.stop();
      rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
    }
  },
  3_000_000,
);
