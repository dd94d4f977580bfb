import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemoteCache } from './support/remote-cache';
import { contentsOf } from './support/remote-cache-contents';
import { RepositoryClone } from './support/remote-cache-clone';

const UMBRELLAS = /^workflow(-|$)/;

interface RecordedTask {
  readonly task: string;
  readonly target: string;
  readonly status: string;
}

/** Runs the whole workflow; returns the tasks of its run record. */
async function runWorkflow(
  clone: RepositoryClone,
  env: NodeJS.ProcessEnv,
): Promise<{ output: string; code: number; tasks: RecordedTask[] }> {
  const { code, stdout, stderr } = await clone.nx(['run', 'k1-node1:workflow'], env);
  const runs = join(clone.root, '.nx', 'state', 'runs');
  const last = readdirSync(runs).sort().at(-1) ?? '';
  const { tasks } = JSON.parse(readFileSync(join(runs, last), 'utf8')) as { tasks: RecordedTask[] };
  return { output: `${stdout}${stderr}`, code, tasks: tasks.filter(({ target }) => !UMBRELLAS.test(target)) };
}

/** The outputs of the cached tasks. */
function outputsOf(clone: RepositoryClone): Record<string, string> {
  const folders = ['build', ...buildFolders(clone, 'examples/k1-node1')];
  const all = folders.flatMap((folder) =>
    Object.entries(contentsOf(clone, folder)).map(([path, content]) => [`${folder}/${path}`, content] as const),
  );
  return Object.fromEntries(all.filter(([path]) => !/\/build\/(cpp-objects|performance-testing)\//.test(path)));
}

function buildFolders(clone: RepositoryClone, folder: string): string[] {
  const entries = readdirSync(join(clone.root, folder), { withFileTypes: true }).filter((one) => one.isDirectory());
  return entries.flatMap(({ name }) =>
    name === 'build' ? [`${folder}/build`] : buildFolders(clone, `${folder}/${name}`),
  );
}

const long = process.env['NX_WORKFLOW_TEST_LONG'] ? it : it.skip;

long(
  'K1: a clone at another path gets every task with a cache remotely, to the byte',
  async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-k1-remote-')));
    const cache = await RemoteCache.start();
    try {
      const first = new RepositoryClone(join(parent, 'first'));
      const second = new RepositoryClone(join(parent, 'a', 'second clone'));
      const filled = await runWorkflow(first, cache.env());
      expect([filled.code, filled.code === 0 ? '' : filled.output]).toEqual([0, '']);
      const uncached = ['k1-node1:cpp-objects', 'k1-node1:performance-testing'];
      const stored = filled.tasks.map(({ task }) => task).filter((task) => !uncached.includes(task));
      expect(cache.entries.size).toBe(stored.length);

      const served = await runWorkflow(second, cache.env());
      expect([served.code, served.code === 0 ? '' : served.output]).toEqual([0, '']);
      const remote = served.tasks.filter(({ status }) => status === 'remote-cache').map(({ task }) => task);
      expect(remote.sort()).toEqual(stored.sort());
      const ran = served.tasks.filter(({ status }) => status === 'ran').map(({ task }) => task);
      expect(ran.sort()).toEqual(uncached);
      const [theirs, ours] = [outputsOf(first), outputsOf(second)];
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
