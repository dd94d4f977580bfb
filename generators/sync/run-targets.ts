import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SyncedTarget } from './synced-targets';

/** Runs targets with the workspace's Nx and more options. If one fails, throws an error with Nx's output. */
export async function runTargets(
  root: string,
  targets: readonly SyncedTarget[],
  options: readonly string[] = [],
): Promise<void> {
  const nx = nxProgram(root);
  for (const [projects, names] of byProjects(targets)) {
    // This run is already part of a sync.
    const args = ['run-many', `--targets=${names.join(',')}`, `--projects=${projects}`, '--skip-sync', ...options];
    await new Promise<void>((resolve, reject) =>
      execFile(
        process.execPath,
        [nx, ...args, '--output-style=static'],
        { cwd: root, env: { ...process.env, NX_TUI: 'false' }, maxBuffer: 2 ** 28 },
        (error, stdout, stderr) =>
          error ? reject(new Error(`"nx ${args.join(' ')}" failed\n${stdout}${stderr}`)) : resolve(),
      ),
    );
  }
}

/** Target names grouped by their list of projects, so that one command can run a group. */
function byProjects(targets: readonly SyncedTarget[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of new Set(targets.map(({ target }) => target))) {
    const projects = targets.flatMap(({ project, target }) => (target === name ? [project] : [])).join(',');
    found.set(projects, [...(found.get(projects) ?? []), name]);
  }
  return found;
}

function nxProgram(root: string): string {
  const manifest = createRequire(join(root, 'package.json')).resolve('nx/package.json');
  const { bin } = require(manifest) as { bin: { nx: string } };
  return join(dirname(manifest), bin.nx);
}
